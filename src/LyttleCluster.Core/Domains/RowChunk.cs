namespace LyttleCluster.Core.Domains;

/// <summary>How many entries can be written before they must be proven by a reload.</summary>
/// <param name="Count">Entries from the beginning of the list; 0: none now.</param>
/// <param name="Wait">How long to wait before it is worth to ask again; zero where <see cref="Count"/> is not 0 (but see <see cref="RowSchedule"/>).</param>
internal readonly record struct RowChunk(int Count, TimeSpan Wait);

/// <summary>How long it takes to write entries.</summary>
/// <param name="Chunks">How many entries each chunk has, and how long is waited before it; after each one nginx is reloaded and looked at.</param>
/// <param name="Waiting">The part of <see cref="Total"/> in which a limit is waited out.</param>
/// <param name="Total">From the first call to the last reload, where nothing has to be put back.</param>
internal sealed record RowSchedule(IReadOnlyList<RowChunk> Chunks, TimeSpan Waiting, TimeSpan Total);
