namespace LyttleCluster.Core.Alerts;

/// <summary>What one step of the engine gave.</summary>
/// <param name="Book">What is known now.</param>
/// <param name="Notices">What somebody is to be told, the worst first.</param>
/// <param name="IsChanged">Whether the book is another than before.</param>
internal sealed record AlertStep(AlertBook Book, IReadOnlyList<AlertNotice> Notices, bool IsChanged);
