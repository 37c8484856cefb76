using System.Collections;
using LyttleCluster.Core.Services;
using LyttleCluster.Service.Agent;
using LyttleCluster.Service.CommandLine;
using LyttleCluster.Service.Hosting;
using LyttleCluster.Service.Manager;

namespace LyttleCluster.Service;

/// <summary>The roles of the executable, by the first word of the command line.</summary>
internal static class Roles
{
    private const int CalledWrongly = 2;
    private const int Failed = 1;

    public static string Version { get; } = typeof(Roles).Assembly.GetName().Version!.ToString(3);

    private static string Help => $"""
        lyttle-cluster {Version}: the services of LyttleCluster.

        Usage: lyttle-cluster ROLE [FLAG [VALUE]]…

          manager     watches the cluster, and serves its status page and API on port 6977
          agent       runs beside an nginx and gives it an nginx_api and the host's facts
          --version   prints the version
          -h, --help  this text; lyttle-cluster ROLE -h lists the flags of a role
        """;

    public static async Task<int> RunAsync(string[] words)
    {
        try
        {
            return words switch
            {
                [] or ["-h" or "--help", ..] => Print(Help),
                ["--version", ..] => Print(Version),
                ["manager", .. var flags] => await ManagerCommand.RunAsync(flags, Environment()),
                [WindowsServices.HostFlag, var name, .. var rest] when OperatingSystem.IsWindows() => await WindowsService.RunAsync(name, () => RunAsync(rest)),
                ["agent", .. var flags] => await AgentCommand.RunAsync(flags, Environment()),
                [var role, ..] => throw CommandLineErrors.RoleUnknown(role),
            };
        }
        catch (ClusterException refusal)
        {
            Console.Error.WriteLine($"lyttle-cluster: {refusal.Message}\n  {refusal.Remedy}");
            return refusal.Category == ClusterErrorCategory.InvalidArgument ? CalledWrongly : Failed;
        }
    }

    private static int Print(string text)
    {
        Console.WriteLine(text);
        return 0;
    }

    private static Dictionary<string, string> Environment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
