using LyttleCluster.Service.Agent.Nginx.Configuration;
using LyttleCluster.Service.Agent.Nginx.Hosts;
using LyttleCluster.Service.Agent.Nginx.Logs;
using LyttleCluster.Service.Agent.Nginx.Processes;
using LyttleCluster.Service.Agent.Nginx.Releases;

namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>What is seen of one nginx: its layout as it was at the last look, its processes, its logs.</summary>
internal sealed class NginxView(INginxHost host, TimeProvider time)
{
    private volatile NginxLayout? _layout;

    public INginxHost Host => host;

    public NginxLayout Layout => _layout!;

    /// <summary>Looks at the configuration again.</summary>
    /// <param name="files">As a test showed it; null: as it stands on disk.</param>
    public void Refresh(ConfigurationFiles? files)
    {
        var layout = NginxLayout.From(files ?? ConfigurationFiles.FromDisk(host.ConfigurationFile, host.Here), host.Build);
        // Where the agent's file is it stays: with an include that is new to it in front, it would be there twice.
        var present = layout.SnippetFiles.FirstOrDefault(file => HostFiles.ReadOrNull(host.Here(file)) is { } text && ReleaseSnippet.Parse(text) is not null);
        _layout = layout with { SnippetFile = present ?? layout.SnippetFile };
    }

    public async Task<NginxProcesses?> LookAsync(NginxLayout layout, CancellationToken cancellationToken)
    {
        var looks = 25; // half a second: on a busy host a new worker may wait that long for its turn
        while (true)
        {
            if (await host.FindMasterAsync(layout, cancellationToken) is not { } master) return null;
            var processes = NginxProcesses.From(ProcessTable.ReadAll(), master.Pid);
            // A worker has its master's title for a moment: a second master that stays is one.
            if (processes is not { OtherMaster: not null } || --looks == 0) return processes;
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
        }
    }

    public Task<IReadOnlyList<ILogSource>> OpenErrorLogsAsync(IEnumerable<LogTarget> targets, ProcessEntry? master) =>
        OpenLogsAsync(targets.Where(target => target.Stream == NginxLogStream.Error), master, default);

    public async Task<IReadOnlyList<ILogSource>> OpenLogsAsync(IEnumerable<LogTarget> targets, ProcessEntry? master, CancellationToken cancellationToken)
    {
        var sources = new List<ILogSource>();
        foreach (var target in targets)
        {
            if (await host.OpenLogAsync(target, master, cancellationToken) is { } source) sources.Add(source);
        }

        return [.. sources.DistinctBy(source => source.Id)];
    }
}
