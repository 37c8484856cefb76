using System.Net;
using LyttleCluster.Core.Nodes;
using LyttleCluster.Service.CommandLine;

namespace LyttleCluster.Service.Agent.Joining;

/// <summary>Reads the flags about joining, and refuses what would not be safe.</summary>
internal static class JoinSettings
{
    private const int FingerprintDigits = 64;

    private static readonly Flag[] Others =
        [AgentFlags.TokenFile, AgentFlags.JoinCa, AgentFlags.JoinFingerprint, AgentFlags.JoinName, AgentFlags.JoinAddress, AgentFlags.JoinDocker];

    /// <summary>What was given; null: the agent does not join.</summary>
    public static JoinOptions? Read(IReadOnlyDictionary<string, Given> given)
    {
        if (given.GetValueOrDefault(AgentFlags.Join.Name) is not { } manager)
        {
            var lonely = Others.FirstOrDefault(flag => given.ContainsKey(flag.Name));
            return lonely is null ? null : throw JoinAgentErrors.WithoutManager(lonely.Option);
        }

        if (Text(AgentFlags.JoinCa) is not null && Text(AgentFlags.JoinFingerprint) is not null) throw JoinAgentErrors.TwoTrusts();
        return new JoinOptions
        {
            Manager = ManagerIn(manager),
            TokenFile = Path.GetFullPath(Text(AgentFlags.TokenFile) ?? throw JoinAgentErrors.WithoutToken()),
            AuthorityFile = Text(AgentFlags.JoinCa) is { } file ? Path.GetFullPath(file) : null,
            Fingerprint = given.GetValueOrDefault(AgentFlags.JoinFingerprint.Name) is { } pinned ? FingerprintIn(pinned) : null,
            Name = given.GetValueOrDefault(AgentFlags.JoinName.Name) is { } name ? NameIn(name) : null,
            Address = given.GetValueOrDefault(AgentFlags.JoinAddress.Name) is { } address ? AddressIn(address) : null,
            Docker = given.GetValueOrDefault(AgentFlags.JoinDocker.Name) is { } docker ? DockerIn(docker) : null,
        };

        string? Text(Flag flag) => given.GetValueOrDefault(flag.Name)?.Value;
    }

    private static Uri ManagerIn(Given given)
    {
        var valid = Uri.TryCreate(given.Value, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "", Host.Length: > 0 };
        if (!valid) throw CommandLineErrors.ValueInvalid(given, "the manager's address such as https://manager.example.com:6977");
        // The token would be sent in the clear, and anybody on the way could say that they are the manager.
        return uri!.Scheme == Uri.UriSchemeHttps || IsLoopback(uri) ? uri : throw JoinAgentErrors.ManagerUnprotected(uri);
    }

    private static bool IsLoopback(Uri uri) => uri.IdnHost == "localhost" || (IPAddress.TryParse(uri.IdnHost, out var address) && IPAddress.IsLoopback(address));

    private static string FingerprintIn(Given given)
    {
        var digits = given.Value.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        return digits.Length == FingerprintDigits && digits.All(char.IsAsciiHexDigit) ? digits : throw CommandLineErrors.ValueInvalid(given, "a SHA-256 fingerprint: 64 hexadecimal digits");
    }

    private static string NameIn(Given given)
    {
        try
        {
            NodeSettingsRules.CheckName(given.Value);
            return given.Value;
        }
        catch (ClusterException)
        {
            throw CommandLineErrors.ValueInvalid(given, "a node's name: 1 to 63 letters, digits, '.', '_' or '-'");
        }
    }

    private static Uri AddressIn(Given given) =>
        Uri.TryCreate(given.Value, UriKind.Absolute, out var uri) && uri is { Scheme: "https", PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? uri
            : throw CommandLineErrors.ValueInvalid(given, "an address such as https://10.0.0.5:3003");

    private static Uri DockerIn(Given given) =>
        Uri.TryCreate(given.Value, UriKind.Absolute, out var uri) && uri.Scheme is "tcp" or "ssh"
            ? uri!
            : throw CommandLineErrors.ValueInvalid(given, "an address such as tcp://10.0.0.5:2376 or ssh://user@host");
}
