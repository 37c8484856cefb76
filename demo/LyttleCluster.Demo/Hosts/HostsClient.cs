using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LyttleCluster.Demo.Hosts;

/// <summary>Starts a <see cref="HostsKeeper"/> and speaks with it; disposing takes the hosts down unless they are to be kept.</summary>
internal sealed class HostsClient : IAsyncDisposable
{
    private readonly Process _keeper;
    private bool _keep;

    private HostsClient(Process keeper) => _keeper = keeper;

    /// <summary>What is up.</summary>
    public HostsUp Up { get; private set; } = null!;

    public static async Task<HostsClient> StartAsync(CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HostsClient).Assembly.Location, "hosts"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true, // kept hosts hold no pipe of ours open
        };
        var client = new HostsClient(Process.Start(start)!);
        try
        {
            client.Up = await client.ReceiveAsync(HostsJson.Default.HostsUp, cancel);
            return client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs docker on a host, kills or starts its engine; see <see cref="HostsKeeper"/>.</summary>
    public async Task<string> SendAsync(string[] request, CancellationToken cancel)
    {
        await _keeper.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request, HostsJson.Default.StringArray).AsMemory(), cancel);
        await _keeper.StandardInput.FlushAsync(cancel);
        return (await ReceiveAsync(HostsJson.Default.HostsReply, cancel)).Output ?? "";
    }

    /// <summary>The hosts outlive us, until their process gets SIGTERM.</summary>
    public async Task KeepAsync()
    {
        await SendAsync(["keep"], CancellationToken.None);
        _keep = true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        if (!_keep)
            await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private async Task<T> ReceiveAsync<T>(JsonTypeInfo<T> type, CancellationToken cancel)
    {
        var line = await _keeper.StandardOutput.ReadLineAsync(cancel)
            ?? throw new DemoFailedException($"the process that holds the hosts has ended. {await _keeper.StandardError.ReadToEndAsync(cancel)}");
        var reply = JsonSerializer.Deserialize(line, HostsJson.Default.HostsReply);
        return reply?.Error is { } error ? throw new DemoFailedException(error) : JsonSerializer.Deserialize(line, type)!;
    }
}
