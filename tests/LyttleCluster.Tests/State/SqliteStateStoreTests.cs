using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

/// <summary>SQLite keeps what every store promises, and some promises of a file.</summary>
public sealed class SqliteStateStoreTests : StateStoreConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["data/state.db"];

    private protected override async Task<IStateStore> OpenAsync(TimeProvider time, CancellationToken cancellationToken) =>
        await SqliteStateStore.OpenAsync(StateFile.At(Path), time, cancellationToken);

    public void Dispose() => _folder.Dispose();
}
