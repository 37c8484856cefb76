using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LyttleCluster.TestPeers;

/// <summary>Answers as Docker 20.10 gives them, field by field, made once per node.</summary>
internal sealed class SimulatedBodies
{
    private const long Created = 1_795_000_000;
    private readonly Dictionary<string, byte[]> _inspects = new(StringComparer.Ordinal);

    public SimulatedBodies(int node, int containers)
    {
        var ids = Enumerable.Range(0, containers).Select(number => IdOf(node, number)).ToArray();
        FirstId = ids.FirstOrDefault() ?? "";
        All = HttpBytes.Json(JsonSerializer.Serialize(ids.Select((id, number) => Listed(node, number, id, IsRunning(number)))));
        Running = HttpBytes.Json(JsonSerializer.Serialize(ids.Select((id, number) => (id, number)).Where(one => IsRunning(one.number)).Select(one => Listed(node, one.number, one.id, true))));
        Info = HttpBytes.Json(JsonSerializer.Serialize(InfoOf(node, ids)));
        for (var number = 0; number < containers; number++)
        {
            var answer = HttpBytes.Json(JsonSerializer.Serialize(Inspected(node, number, ids[number])));
            _inspects[ids[number]] = _inspects[ids[number][..12]] = _inspects[NameOf(node, number)] = answer;
        }
    }

    public static byte[] Ping { get; } = HttpBytes.Answer("200 OK", "text/plain; charset=utf-8", "OK"u8.ToArray());

    public static byte[] Version { get; } = HttpBytes.Json(
        """{"Platform":{"Name":""},"Components":[{"Name":"Engine","Version":"20.10.24+dfsg1","Details":{"ApiVersion":"1.41","Arch":"amd64","Experimental":"false","MinAPIVersion":"1.12","Os":"linux"}}],"Version":"20.10.24+dfsg1","ApiVersion":"1.41","MinAPIVersion":"1.12","GitCommit":"5d6db84","GoVersion":"go1.19.8","Os":"linux","Arch":"amd64","KernelVersion":"6.1.0","BuildTime":"2026-05-07T21:09:36.000000000+00:00"}""");

    public static byte[] NotFound { get; } = HttpBytes.Answer("404 Not Found", "application/json", """{"message":"No such container"}"""u8.ToArray());

    public string FirstId { get; }

    /// <summary>Of `/containers/json?all=1`.</summary>
    public byte[] All { get; }

    /// <summary>Of `/containers/json`.</summary>
    public byte[] Running { get; }

    public byte[] Info { get; }

    public byte[] Inspect(string idOrName) => _inspects.GetValueOrDefault(idOrName, NotFound);

    /// <summary>64 hex digits that differ from node to node and from container to container.</summary>
    private static string IdOf(int node, int number) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes($"{node}/{number}")));

    private static string NameOf(int node, int number) => string.Create(CultureInfo.InvariantCulture, $"app{number:00}-n{node:000}");

    /// <summary>Every fifth one has ended.</summary>
    private static bool IsRunning(int number) => number % 5 != 4;

    private static object Listed(int node, int number, string id, bool running) => new
    {
        Id = id,
        Names = new[] { "/" + NameOf(node, number) },
        Image = "registry.example.test/shop/app:" + number % 7,
        ImageID = "sha256:" + IdOf(-1, number % 7),
        Command = "/usr/bin/app --listen 0.0.0.0:3000 --workers 4",
        Created = Created - number,
        Ports = running ? Ports(number) : [],
        Labels = Labels(number),
        State = running ? "running" : "exited",
        Status = running ? (number % 2 == 0 ? "Up 3 days (healthy)" : "Up 3 days") : "Exited (0) 2 hours ago",
        HostConfig = new { NetworkMode = "default" },
        NetworkSettings = new { Networks = new { bridge = Network(node, number, running) } },
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

    private static object Inspected(int node, int number, string id) => new
    {
        Id = id,
        Created = DateTimeOffset.FromUnixTimeSeconds(Created - number).ToString("yyyy-MM-dd'T'HH:mm:ss'.000000001Z'", CultureInfo.InvariantCulture),
        Path = "/usr/bin/app",
        Args = new[] { "--listen", "0.0.0.0:3000", "--workers", "4" },
        State = new
        {
            Status = IsRunning(number) ? "running" : "exited",
            Running = IsRunning(number),
            Paused = false,
            Restarting = false,
            OOMKilled = false,
            Dead = false,
            Pid = IsRunning(number) ? 1000 + number : 0,
            ExitCode = 0,
            Error = "",
            StartedAt = "2026-11-18T08:00:00.123456789Z",
            FinishedAt = IsRunning(number) ? "0001-01-01T00:00:00Z" : "2026-11-21T06:00:00.5Z",
        },
        Image = "sha256:" + IdOf(-1, number % 7),
        Name = "/" + NameOf(node, number),
        RestartCount = 0,
        Driver = "overlay2",
        Platform = "linux",
        HostConfig = new { NetworkMode = "default", RestartPolicy = new { Name = "always", MaximumRetryCount = 0 }, Memory = 0, NanoCpus = 0 },
        Config = new { Hostname = id[..12], Tty = false, Env = new[] { "PATH=/usr/bin" }, Cmd = new[] { "/usr/bin/app" }, Image = "registry.example.test/shop/app:" + number % 7, Labels = Labels(number) },
        NetworkSettings = new { Networks = new { bridge = Network(node, number, IsRunning(number)) } },
    };

    private static object InfoOf(int node, string[] ids) => new
    {
        ID = $"SIM{node:0}:{IdOf(node, -1)[..40]}",
        Containers = ids.Length,
        ContainersRunning = ids.Where((_, number) => IsRunning(number)).Count(),
        ContainersPaused = 0,
        ContainersStopped = ids.Where((_, number) => !IsRunning(number)).Count(),
        Images = 7,
        Driver = "overlay2",
        MemoryLimit = true,
        SwapLimit = true,
        SystemTime = "2026-11-21T06:23:09.59105055Z",
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
