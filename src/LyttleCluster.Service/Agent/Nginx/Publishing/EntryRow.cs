using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Service.Agent.Nginx.Publishing;

/// <summary>One entry with its number.</summary>
/// <param name="Id">From 1; of one agent no number is given twice.</param>
/// <param name="Entry">The entry, normalised.</param>
internal sealed record EntryRow(int Id, NginxEntry Entry)
{
    /// <summary>Changes whenever the entry does: 16 hexadecimal digits.</summary>
    public string ETag { get; } = Entry.Fingerprint();
}
