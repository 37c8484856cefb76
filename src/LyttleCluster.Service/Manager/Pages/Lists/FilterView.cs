namespace LyttleCluster.Service.Manager.Pages.Lists;

/// <summary>A filter as a field of a form.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Label">What people read.</param>
/// <param name="Value">What it is now.</param>
/// <param name="Options">What can be chosen; null: any text.</param>
/// <param name="Any">What it says when nothing is chosen.</param>
public sealed record FilterView(string Name, string Label, string Value, IReadOnlyList<string>? Options, string Any = "any");
