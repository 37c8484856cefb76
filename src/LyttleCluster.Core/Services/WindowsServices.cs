using System.Text;

namespace LyttleCluster.Core.Services;

/// <summary>
/// Services of Windows, by its own sc.exe. Written from its documentation and never run: there was no Windows to try it on, and docs/manager.md says so.
/// </summary>
internal static class WindowsServices
{
    /// <summary>What the executable is called with, and the service's name, before the role: then it speaks to the service manager.</summary>
    public const string HostFlag = "--windows-service";

    /// <summary>The plan: the settings file, and the command line that the service manager is given.</summary>
    public static ServicePlan Plan(ServiceInstall request)
    {
        var name = ServicePlanner.NameOf(request.Role, request.Name);
        var data = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "LyttleCluster");
        var settings = request.SettingsPath ?? Path.Combine(data, $"{name}.json");
        var all = new Dictionary<string, object>(request.Settings, StringComparer.Ordinal);
        // Keys are files here, which the account of the service may read; there is nothing like LoadCredential.
        foreach (var (flag, path) in request.Credentials) all[SettingOf(flag)] = path;
        if (request.Role == ServiceRole.Manager) all.TryAdd("state", Path.Combine(data, "state.db"));
        return new ServicePlan
        {
            Request = request,
            Files = request.SettingsPath is null ? [new ServiceFile(settings, ServicePlanner.Json(all), !File.Exists(settings) || File.ReadAllText(settings) != ServicePlanner.Json(all))] : [],
            Service = new ClusterService { Name = name, Role = request.Role, SettingsPath = settings, User = request.User ?? "NT AUTHORITY\\LocalService", Outcome = "Planned" },
        };
    }

    public static async Task<ClusterService> InstallAsync(ServicePlan plan, CancellationToken cancellationToken)
    {
        foreach (var file in plan.Files.Where(file => file.IsChanged)) ServiceControl.Write(file);
        var (name, request) = (plan.Service.Name, plan.Request);
        var exists = (await ServiceCommand.RunAsync("sc.exe", ["query", name], cancellationToken)).ExitCode == 0;
        await RunAsync([exists ? "config" : "create", name, "binPath=", CommandLine(plan), "start=", "auto", "obj=", plan.Service.User!], cancellationToken);
        await RunAsync(["failure", name, "reset=", "86400", "actions=", "restart/10000/restart/10000/restart/10000"], cancellationToken);
        if (request.NoStart) return plan.Service with { Outcome = "Enabled" };
        if (exists) await ServiceCommand.RunAsync("sc.exe", ["stop", name], cancellationToken);
        await RunAsync(["start", name], cancellationToken);
        return plan.Service with { Outcome = exists ? "Restarted" : "Started" };
    }

    public static async Task<ClusterService> UninstallAsync(ClusterService service, CancellationToken cancellationToken)
    {
        await ServiceCommand.RunAsync("sc.exe", ["stop", service.Name], cancellationToken);
        await RunAsync(["delete", service.Name], cancellationToken);
        return service with { Outcome = "Removed" };
    }

    /// <summary>What the service manager runs.</summary>
    internal static string CommandLine(ServicePlan plan) => new StringBuilder()
        .Append('"').Append(plan.Request.Program ?? ServiceProgram.Find()).Append("\" ")
        .Append(HostFlag).Append(' ').Append(plan.Service.Name).Append(' ')
        .Append(plan.Service.Role.ToString().ToLowerInvariant())
        .Append(" --settings \"").Append(plan.Service.SettingsPath).Append('"')
        .ToString();

    /// <summary><c>api-key-file</c> is <c>apiKeyFile</c> in the file.</summary>
    private static string SettingOf(string flag) => string.Concat(flag.Split('-').Select((word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    private static async Task RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var result = await ServiceCommand.RunAsync("sc.exe", arguments, cancellationToken);
        if (result.ExitCode != 0) throw ServiceControlErrors.CommandFailed($"sc.exe {string.Join(' ', arguments)}", result.Words);
    }
}
