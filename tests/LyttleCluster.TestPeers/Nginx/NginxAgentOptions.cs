namespace LyttleCluster.TestPeers;

/// <summary>How an <see cref="NginxAgent"/> is started.</summary>
public sealed record NginxAgentOptions
{
    /// <summary>The key it takes.</summary>
    public string Key { get; init; } = "peer-key-0123456789abcdef";

    /// <summary>Shown over TLS; null: plain HTTP.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>More flags, e.g. `--allow-reboot`.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>One whose domains are served at the address and port of that nginx, and whose roots may lie in its folder.</summary>
    public static NginxAgentOptions ForDomains(NginxServer nginx) => new() { More = ["--http-listen", $"{nginx.Address}:{nginx.Port}", "--root", nginx.Folder] };
}
