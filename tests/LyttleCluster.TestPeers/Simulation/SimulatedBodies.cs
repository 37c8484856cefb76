using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LyttleCluster.TestPeers;

/// <summary>Answers as Docker 20.10 gives them, field by field, made once per node.</summary>
internal sealed class SimulatedBodies
{
    private const long Created = 1_795_000_000;
    private readonly int _node;
    private readonly string[] _ids;
    private readonly int?[] _exitCodes;
    private readonly Dictionary<string, byte[]> _inspects = new(StringComparer.Ordinal);

    public SimulatedBodies(int node, int containers)
    {
        _node = node;
        _ids = [.. Enumerable.Range(0, containers).Select(number => IdOf(node, number))];
        _exitCodes = [.. Enumerable.Range(0, containers).Select(number => IsRunning(number) ? (int?)null : 0)];
        FirstId = _ids.FirstOrDefault() ?? "";
        (All, Running) = Lists();
    }

    /// <summary>What the engine's clock says, ahead of the real one.</summary>
    public TimeSpan ClockAhead { get; set; }

    /// <summary>Ends a container, or starts it again.</summary>
    /// <param name="number">Which one.</param>
    /// <param name="exitCode">How it ended; null: it runs.</param>
    /// <returns>Its id and name.</returns>
    public (string Id, string Name) Set(int number, int? exitCode)
    {
        _exitCodes[number] = exitCode;
        (All, Running) = Lists();
        lock (_inspects) _inspects.Clear();
        return (_ids[number], NameOf(_node, number));
    }

    public static byte[] Ping { get; } = HttpBytes.Answer("200 OK", "text/plain; charset=utf-8", "OK"u8.ToArray());

    public static byte[] Version { get; } = HttpBytes.Json(
        """{"Platform":{"Name":""},"Components":[{"Name":"Engine","Version":"20.10.24+dfsg1","Details":{"ApiVersion":"1.41","Arch":"amd64","Experimental":"false","MinAPIVersion":"1.12","Os":"linux"}}],"Version":"20.10.24+dfsg1","ApiVersion":"1.41","MinAPIVersion":"1.12","GitCommit":"5d6db84","GoVersion":"go1.19.8","Os":"linux","Arch":"amd64","KernelVersion":"6.1.0","BuildTime":"2026-05-07T21:09:36.000000000+00:00"}""");

    public static byte[] NotFound { get; } = HttpBytes.Answer("404 Not Found", "application/json", """{"message":"No such container"}"""u8.ToArray());

    public string FirstId { get; }

    /// <summary>Of `/containers/json?all=1`.</summary>
    public byte[] All { get; private set; }

    /// <summary>Of `/containers/json`.</summary>
    public byte[] Running { get; private set; }

    public byte[] Info => HttpBytes.Json(JsonSerializer.Serialize(InfoOf(_node, _ids)));

    public byte[] Inspect(string idOrName)
    {
        var number = Array.FindIndex(_ids, id => idOrName.Length >= 12 && id.StartsWith(idOrName, StringComparison.Ordinal));
        if (number < 0) number = Enumerable.Range(0, _ids.Length).FirstOrDefault(one => NameOf(_node, one) == idOrName, -1);
        if (number < 0) return NotFound;
        lock (_inspects)
        {
            if (!_inspects.TryGetValue(_ids[number], out var answer)) _inspects[_ids[number]] = answer = HttpBytes.Json(JsonSerializer.Serialize(Inspected(_node, number, _ids[number])));
            return answer;
        }
    }

    private (byte[] All, byte[] Running) Lists()
    {
        var listed = _ids.Select((id, number) => Listed(_node, number, id, _exitCodes[number])).ToList();
        return (HttpBytes.Json(JsonSerializer.Serialize(listed)), HttpBytes.Json(JsonSerializer.Serialize(listed.Where((_, number) => _exitCodes[number] is null))));
    }

    /// <summary>64 hex digits that differ from node to node and from container to container.</summary>
    private static string IdOf(int node, int number) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes($"{node}/{number}")));

    private static string NameOf(int node, int number) => string.Create(CultureInfo.InvariantCulture, $"app{number:00}-n{node:000}");

    /// <summary>Every fifth one has ended.</summary>
    private static bool IsRunning(int number) => number % 5 != 4;

    private static object Listed(int node, int number, string id, int? exitCode) => new
    {
        Id = id,
        Names = new[] { "/" + NameOf(node, number) },
        Image = "registry.example.test/shop/app:" + number % 7,
        ImageID = "sha256:" + IdOf(-1, number % 7),
        Command = "/usr/bin/app --listen 0.0.0.0:3000 --workers 4",
        Created = Created - number,
        Ports = exitCode is null ? Ports(number) : [],
        Labels = Labels(number),
        State = exitCode is null ? "running" : "exited",
        Status = exitCode is { } code ? $"Exited ({code}) 2 hours ago" : (number % 2 == 0 ? "Up 3 days (healthy)" : "Up 3 days"),
        HostConfig = new { NetworkMode = "default" },
        NetworkSettings = new { Networks = new { bridge = Network(node, number, exitCode is null) } },
        Mounts = new[] { new { Type = "volume", Name = "data" + number, Source = "", Destination = "/data", Driver = "local", Mode = "z", RW = true, Propagation = "" } },
    };

    private static object[] Ports(int number) =>
    [
        new { IP = "0.0.0.0", PrivatePort = 3000, PublicPort = 20_000 + number, Type = "tcp" },
        new { IP = "::", PrivatePort = 3000, PublicPort = 20_000 + number, Type = "tcp" },
    ];

    private static Dictionary<string, string> Labels(int number) => new(StringComparer.Ordinal)
    {
        ["com.docker.compose.project"] = "shop",
        ["com.docker.compose.service"] = "app" + number,
        ["com.docker.compose.version"] = "2.24.5",
        ["org.opencontainers.image.revision"] = "5d6db84c0ffee" + number,
    };

    private static object Network(int node, int number, bool running) => new
    {
        IPAMConfig = (object?)null,
        Links = (object?)null,
        Aliases = (object?)null,
        NetworkID = IdOf(-2, node),
        EndpointID = running ? IdOf(-3, number) : "",
        Gateway = running ? "172.17.0.1" : "",
        IPAddress = running ? "172.17.0." + (number + 2) : "",
        IPPrefixLen = running ? 16 : 0,
        IPv6Gateway = "",
        GlobalIPv6Address = "",
        GlobalIPv6PrefixLen = 0,
        MacAddress = running ? string.Create(CultureInfo.InvariantCulture, $"02:42:ac:11:00:{number + 2:x2}") : "",
        DriverOpts = (object?)null,
    };

    private object Inspected(int node, int number, string id) => new
    {
        Id = id,
        Created = DateTimeOffset.FromUnixTimeSeconds(Created - number).ToString("yyyy-MM-dd'T'HH:mm:ss'.000000001Z'", CultureInfo.InvariantCulture),
        Path = "/usr/bin/app",
        Args = new[] { "--listen", "0.0.0.0:3000", "--workers", "4" },
        State = new
        {
            Status = IsUp(number) ? "running" : "exited",
            Running = IsUp(number),
            Paused = false,
            Restarting = false,
            OOMKilled = false,
            Dead = false,
            Pid = IsUp(number) ? 1000 + number : 0,
            ExitCode = _exitCodes[number] ?? 0,
            Error = "",
            StartedAt = "2026-11-18T08:00:00.123456789Z",
            FinishedAt = IsUp(number) ? "0001-01-01T00:00:00Z" : "2026-11-21T06:00:00.5Z",
        },
        Image = "sha256:" + IdOf(-1, number % 7),
        Name = "/" + NameOf(node, number),
        RestartCount = 0,
        Driver = "overlay2",
        Platform = "linux",
        HostConfig = new { NetworkMode = "default", RestartPolicy = new { Name = "always", MaximumRetryCount = 0 }, Memory = 0, NanoCpus = 0 },
        Config = new { Hostname = id[..12], Tty = false, Env = new[] { "PATH=/usr/bin" }, Cmd = new[] { "/usr/bin/app" }, Image = "registry.example.test/shop/app:" + number % 7, Labels = Labels(number) },
        NetworkSettings = new { Networks = new { bridge = Network(node, number, IsUp(number)) } },
    };

    private bool IsUp(int number) => _exitCodes[number] is null;

    private object InfoOf(int node, string[] ids) => new
    {
        ID = $"SIM{node:0}:{IdOf(node, -1)[..40]}",
        Containers = ids.Length,
        ContainersRunning = ids.Where((_, number) => IsUp(number)).Count(),
        ContainersPaused = 0,
        ContainersStopped = ids.Where((_, number) => !IsUp(number)).Count(),
        Images = 7,
        Driver = "overlay2",
        MemoryLimit = true,
        SwapLimit = true,
        SystemTime = (DateTimeOffset.UtcNow + ClockAhead).ToString("yyyy-MM-dd'T'HH:mm:ss'.'fffffff'00Z'", CultureInfo.InvariantCulture),
        LoggingDriver = "json-file",
        CgroupDriver = "systemd",
        CgroupVersion = "2",
        KernelVersion = "6.1.0",
        OperatingSystem = "Debian GNU/Linux 12 (bookworm)",
        OSType = "linux",
        Architecture = "x86_64",
        NCPU = 8,
        MemTotal = 33_554_432_000L,
        Name = $"sim{node:000}",
        ServerVersion = "20.10.24+dfsg1",
        Warnings = (object?)null,
    };
}
