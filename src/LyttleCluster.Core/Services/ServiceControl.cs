using LyttleCluster.Core.Services;

namespace LyttleCluster.Core;

/// <summary>Makes roles of <c>lyttle-cluster</c> services of this machine, and takes them away again.</summary>
public static class ServiceControl
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>What installing would do; changes nothing.</summary>
    /// <exception cref="ClusterException">What was given cannot be used, or there is no program; the ErrorIds begin with <c>Service</c>.</exception>
    public static ServicePlan Plan(ServiceInstall request)
    {
        if (OperatingSystem.IsWindows()) return WindowsServices.Plan(request);
        if (!OperatingSystem.IsLinux()) throw ServiceControlErrors.Unsupported();
        var plan = ServicePlanner.ForSystemd(request);
        var unit = plan.Files[0];
        if (File.Exists(unit.Path) && !IsOurs(unit.Path)) throw ServiceControlErrors.ForeignUnit(unit.Path);
        return plan;
    }

    /// <summary>Installs; what is there already, as it is, stays untouched.</summary>
    /// <exception cref="ClusterException"><c>ServiceFileNotWritten</c>, <c>ServiceCommandFailed</c> or <c>ServiceNotStarted</c>.</exception>
    public static async Task<ClusterService> InstallAsync(ServicePlan plan, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows()) return await WindowsServices.InstallAsync(plan, cancellationToken);
        foreach (var file in plan.Files.Where(file => file.IsChanged)) Write(file);
        var changed = plan.Files.Any(file => file.IsChanged);
        var outcome = RunsHere(plan.Request.RootPath) ? await StartAsync(plan, changed, cancellationToken) : changed ? "Written" : "Unchanged";
        return plan.Service with { Outcome = outcome };
    }

    /// <summary>The service that uninstalling would take away.</summary>
    /// <exception cref="ClusterException"><c>ServiceNotInstalled</c> or <c>ServiceUnitForeign</c>.</exception>
    public static ClusterService Find(ServiceUninstall request)
    {
        var name = ServicePlanner.NameOf(request.Role, request.Name);
        if (OperatingSystem.IsWindows()) return new ClusterService { Name = name, Role = request.Role, Outcome = "Planned" };
        var unit = ServicePlanner.At(request.RootPath, ServicePlanner.UnitPath(name));
        if (!File.Exists(unit)) throw ServiceControlErrors.NotInstalled(name, unit);
        if (!IsOurs(unit)) throw ServiceControlErrors.ForeignUnit(unit);
        return new ClusterService { Name = name, Role = request.Role, UnitPath = unit, Outcome = "Planned" };
    }

    /// <summary>Stops the service and takes it away; settings, data and the user stay.</summary>
    public static async Task<ClusterService> UninstallAsync(ServiceUninstall request, CancellationToken cancellationToken)
    {
        var service = Find(request);
        if (OperatingSystem.IsWindows()) return await WindowsServices.UninstallAsync(service, cancellationToken);
        var runs = RunsHere(request.RootPath);
        if (runs) await RunAsync("systemctl", ["disable", "--now", $"{service.Name}.service"], cancellationToken);
        Delete(service.UnitPath!);
        Delete(ServicePlanner.At(request.RootPath, $"/usr/lib/sysusers.d/{service.Name}.conf"));
        if (runs) await RunAsync("systemctl", ["daemon-reload"], cancellationToken);
        return service with { Outcome = "Removed" };
    }

    /// <summary>The state files of the managers that are installed as services here: by the units that we wrote, not by names.</summary>
    public static IReadOnlyList<string> InstalledStates()
    {
        var folder = Path.GetDirectoryName(ServicePlanner.UnitPath(""))!;
        if (!Directory.Exists(folder)) return [];
        return
        [
            .. Directory.EnumerateFiles(folder, "*.service").Where(IsOurs)
                .SelectMany(File.ReadLines)
                .Where(line => line.StartsWith("StatePath=", StringComparison.Ordinal))
                .Select(line => line["StatePath=".Length..].Replace("%%", "%", StringComparison.Ordinal).Replace("$$", "$", StringComparison.Ordinal)),
        ];
    }

    /// <summary>Whether the system that is written to is the one that runs, under systemd (sd_booted(3)).</summary>
    private static bool RunsHere(string root) => root == "/" && Directory.Exists("/run/systemd/system");

    private static async Task<string> StartAsync(ServicePlan plan, bool changed, CancellationToken cancellationToken)
    {
        var unit = $"{plan.Service.Name}.service";
        if (plan.Service.User != "root") await RunAsync("systemd-sysusers", [$"/usr/lib/sysusers.d/{plan.Service.Name}.conf"], cancellationToken);
        await RunAsync("systemctl", ["daemon-reload"], cancellationToken);
        await RunAsync("systemctl", ["enable", unit], cancellationToken);
        if (plan.Request.NoStart) return changed ? "Enabled" : "Unchanged";
        var runs = (await ServiceCommand.RunAsync("systemctl", ["is-active", "--quiet", unit], cancellationToken)).ExitCode == 0;
        if (runs && !changed) return "Unchanged";
        var started = await ServiceCommand.RunAsync("systemctl", ["restart", unit], cancellationToken);
        if (started.ExitCode != 0) throw ServiceControlErrors.NotStarted(plan.Service.Name, started.Words);
        return runs ? "Restarted" : "Started";
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var result = await ServiceCommand.RunAsync(program, arguments, cancellationToken);
        if (result.ExitCode != 0) throw ServiceControlErrors.CommandFailed($"{program} {string.Join(' ', arguments)}", result.Words);
    }

    private static bool IsOurs(string unit) => File.ReadLines(unit).FirstOrDefault()?.StartsWith(SystemdUnit.Heading, StringComparison.Ordinal) == true;

    internal static void Write(ServiceFile file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
            var draft = file.Path + ".new";
            File.WriteAllText(draft, file.Text);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(draft, Readable);
            File.Move(draft, file.Path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ServiceControlErrors.FileNotWritten(file.Path, failure.Message.TrimEnd('.'));
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Then it is not there either.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ServiceControlErrors.FileNotWritten(path, failure.Message.TrimEnd('.'));
        }
    }
}
