namespace LyttleCluster.Core.Merging;

/// <summary>What a merge has to know about the entries of its streams.</summary>
/// <param name="TimeOf">When an entry was made; each stream gives its entries in this order.</param>
/// <param name="MarkLate">The same entry, marked as one that comes after later ones of other nodes.</param>
/// <param name="ReportSilent">The warning about a node that the others wait for no longer.</param>
internal sealed record MergeRules<T>(Func<T, DateTimeOffset> TimeOf, Func<T, T> MarkLate, Func<string, ClusterWarning> ReportSilent);
