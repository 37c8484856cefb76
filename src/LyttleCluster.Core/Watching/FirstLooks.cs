namespace LyttleCluster.Core.Watching;

/// <summary>Lets a few nodes be looked at at once when the watch begins: a thousand at once would look as if all of them were slow.</summary>
internal sealed class FirstLooks(int atOnce) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(atOnce);

    public async Task TakeTurnAsync(Func<Task> look, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            // One that hangs keeps its turn for a second, no longer.
            var looking = look();
            await Task.WhenAny(looking, Task.Delay(TimeSpan.FromSeconds(1), cancellationToken));
            _turns.Release();
            await looking;
        }
        catch (ObjectDisposedException)
        {
            // The watch ended meanwhile.
        }
    }

    public void Dispose() => _turns.Dispose();
}
