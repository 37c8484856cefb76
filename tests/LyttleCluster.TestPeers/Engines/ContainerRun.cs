namespace LyttleCluster.TestPeers;

/// <summary>One `docker run -d`, by the words of its flags.</summary>
public sealed record ContainerRun(string Name, params string[] Command)
{
    public string Image { get; init; } = BusyboxImage.Reference;

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>As `-p` takes them: `8080:80`, `127.0.0.1:8080:80/udp`.</summary>
    public IReadOnlyList<string> Ports { get; init; } = [];

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    public bool Tty { get; init; }

    /// <summary>Restart policy such as `always` or `on-failure:3`.</summary>
    public string? Restart { get; init; }

    /// <summary>A shell line; checked once a second, unhealthy after one failure.</summary>
    public string? HealthCommand { get; init; }

    /// <summary>`docker create` instead of `docker run -d`.</summary>
    public bool CreateOnly { get; init; }

    /// <summary>Further flags, before the image.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Does nothing for ever and ends at once, with 0, when told to (a bare `sleep` as process 1 ignores SIGTERM for 10 s).</summary>
    public static ContainerRun Quiet(string name) => new(name, "sh", "-c", "trap 'exit 0' TERM; sleep 100000 & wait");

    internal IEnumerable<string> Arguments =>
    [
        .. CreateOnly ? new[] { "create" } : ["run", "-d"],
        "--name", Name,
        .. Labels.SelectMany(pair => new[] { "--label", $"{pair.Key}={pair.Value}" }),
        .. Ports.SelectMany(port => new[] { "-p", port }),
        .. Variables.SelectMany(pair => new[] { "-e", $"{pair.Key}={pair.Value}" }),
        .. Tty ? new[] { "-t" } : [],
        .. Restart is null ? [] : new[] { "--restart", Restart },
        .. HealthCommand is null ? [] : new[] { "--health-cmd", HealthCommand, "--health-interval", "1s", "--health-retries", "1" },
        .. Flags,
        Image,
        .. Command,
    ];
}
