using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LyttleCluster.Core;

namespace LyttleCluster.Bench.Shell;

/// <summary>The measurements of the folder Scripts, through the engine: for machines without PowerShell. Same names, same answers.</summary>
internal static class EngineScripts
{
    public const string Word = "measure";

    public static async Task<int> RunAsync(string[] words)
    {
        var given = new Parameters(words[1..]);
        object answer = words[0] switch
        {
            "snapshot" => await SnapshotAsync(given),
            "cold" => await ColdAsync(given),
            "memory" => await MemoryAsync(given),
            "hang" => await HangAsync(given),
            "log" => await LogAsync(given),
            "follow" => await FollowAsync(given),
            "reload" => await ReloadAsync(given),
            "rolling" => await RollingAsync(given),
            "nginxlog" => await NginxLogAsync(given),
            var unknown => throw new ArgumentException($"There is no measurement '{unknown}'."),
        };
        Console.WriteLine(JsonSerializer.Serialize(answer));
        return 0;
    }

    private static async Task<object> SnapshotAsync(Parameters given)
    {
        await using var cluster = await OpenAsync();
        using var bare = given.Bare(parallelism: 256);
        var runs = new List<object>();
        var count = 0;
        for (var i = -8; i < given.Number("Rounds"); i++)
        {
            await RestAsync();
            var yard = await bare.ListAsync();
            await RestAsync();
            var ours = await ListAsync(cluster, new ContainerQuery());
            count = ours.Count;
            if (i >= 0) runs.Add(new { Bare = yard.All, BareFirst = yard.First, BareCount = yard.Count, Ours = ours.All, FirstRow = ours.First });
        }

        return new { Count = count, Runs = runs };
    }

    private static async Task<object> ColdAsync(Parameters given)
    {
        var started = Stopwatch.GetTimestamp();
        if (given.Text("Subject") == "bare")
        {
            using var bare = given.Bare(parallelism: 256);
            await bare.ListAsync();
            return new { All = Stopwatch.GetElapsedTime(started).TotalMilliseconds };
        }

        await using var cluster = await OpenAsync();
        await ListAsync(cluster, new ContainerQuery());
        return new { All = Stopwatch.GetElapsedTime(started).TotalMilliseconds };
    }

    private static async Task<object> MemoryAsync(Parameters given)
    {
        var bare = ProcessMemory.PeakMegabytes;
        await using var cluster = await OpenAsync();
        await ListAsync(cluster, new ContainerQuery());
        var once = ProcessMemory.PeakMegabytes;
        for (var i = 1; i < given.Number("Rounds"); i++) await ListAsync(cluster, new ContainerQuery());
        return new { Bare = bare, Once = once, Many = ProcessMemory.PeakMegabytes };
    }

    private static async Task<object> HangAsync(Parameters given)
    {
        await using var healthy = await ClusterFactory.OpenFileAsync(given.Text("Healthy"), CancellationToken.None);
        await using var hanging = await ClusterFactory.OpenFileAsync(given.Text("Hanging"), CancellationToken.None);
        var query = new ContainerQuery { Timeout = TimeSpan.FromSeconds(1) };
        var runs = new List<object>();
        for (var i = -6; i < given.Number("Rounds"); i++)
        {
            await RestAsync();
            var without = await ListAsync(healthy, query);
            await RestAsync();
            var with = await ListAsync(hanging, query);
            if (i >= 0) runs.Add(new { Without = without.Last, With = with.Last, WithoutCount = without.Count, WithCount = with.Count });
        }

        return new { Runs = runs };
    }

    private static async Task<object> LogAsync(Parameters given)
    {
        await using var cluster = await OpenAsync();
        using var bare = given.Bare(parallelism: 1);
        var query = new ContainerLogQuery { Nodes = [given.Text("Node")], Names = [given.Text("Container")] };
        var runs = new List<object>();
        var count = 0;
        for (var i = -1; i < given.Number("Rounds"); i++)
        {
            var yard = await bare.LogAsync(given.Text("Container"));
            var ours = await ReadAsync(cluster.Containers.ReadLogAsync(query, CancellationToken.None));
            count = ours.Count;
            if (i >= 0) runs.Add(new { Bare = yard.All, BareCount = yard.Count, Ours = ours.All });
        }

        return new { Count = count, Runs = runs };
    }

    private static async Task<object> FollowAsync(Parameters given)
    {
        await using var cluster = await OpenAsync();
        var query = new ContainerLogQuery { Nodes = [given.Text("Node")], Names = [given.Text("Container")], Follow = true };
        var samples = new List<object>();
        var (count, lines) = (0, given.Number("Lines"));
        var started = Stopwatch.GetTimestamp();
        await foreach (var line in cluster.Containers.ReadLogAsync(query, CancellationToken.None))
        {
            if (line.Failure is { } failure) throw failure;
            if (++count % (lines / 10) == 0) samples.Add(new { Held = ProcessMemory.HeldMegabytes, Used = GC.GetTotalMemory(true) / 1048576.0 });
            if (count == lines) break;
        }

        return new { Count = count, All = Stopwatch.GetElapsedTime(started).TotalMilliseconds, Samples = samples };
    }

    private static async Task<object> ReloadAsync(Parameters given)
    {
        await using var cluster = await OpenAsync();
        using var bare = new BareNginx(given.Text("Site"), given.Number("Master"), given.Text("Page"));
        var runs = new List<object>();
        for (var i = -3; i < given.Number("Rounds"); i++)
        {
            var own = await bare.ReloadAsync($"own{i}");
            bare.Write($"ours{i}");
            var ours = await ChangeAsync(cluster, new ReloadNginx());
            var served = await bare.AskAsync();
            if (served != $"ours{i}") throw new InvalidOperationException($"After the reload nginx answers {served}.");
            if (i >= 0) runs.Add(new { Bare = own.All, BareFirst = own.First, Ours = ours.All });
            await RestAsync();
        }

        return new { Runs = runs };
    }

    private static async Task<object> RollingAsync(Parameters given)
    {
        await using var cluster = await OpenAsync();
        var (nodes, runs) = (given.Number("Nodes"), new List<object>());
        for (var i = -1; i < given.Number("Rounds"); i++)
        {
            var single = 0.0;
            for (var node = 0; node < nodes; node++) single += (await ChangeAsync(cluster, new ReloadNginx { Nodes = [$"n{node}"] })).All;
            var together = await ChangeAsync(cluster, new ReloadNginx());
            if (together.Count != nodes) throw new InvalidOperationException($"{together.Count} nodes were reloaded.");
            if (i >= 0) runs.Add(new { Bare = single, Ours = together.All });
        }

        return new { Runs = runs };
    }

    private static async Task<object> NginxLogAsync(Parameters given)
    {
        await using var cluster = await OpenAsync();
        using var bare = new BareNginxApis(File.ReadAllLines(given.Text("Apis")));
        var (runs, count) = (new List<object>(), 0);
        for (var i = -1; i < given.Number("Rounds"); i++)
        {
            var yard = await bare.LogsAsync(given.Number("Tail"));
            var ours = await ReadAsync(cluster.Nginx.ReadLogAsync(new NginxLogQuery { Tail = given.Number("Tail") }, CancellationToken.None));
            count = ours.Count;
            if (i >= 0) runs.Add(new { Bare = yard.All, Ours = ours.All, FirstRow = ours.First });
        }

        return new { Count = count, Runs = runs };
    }

    private static async Task<Times> ChangeAsync(ICluster cluster, ReloadNginx request)
    {
        var plan = await cluster.Operations.PlanAsync(request, CancellationToken.None);
        return await ReadAsync(cluster.Operations.ApplyAsync(plan, CancellationToken.None));
    }

    private static Task<ICluster> OpenAsync() => ClusterFactory.OpenFileAsync(ClusterFactory.DefaultPath, CancellationToken.None);

    private static Task<Times> ListAsync(ICluster cluster, ContainerQuery query) => ReadAsync(cluster.Containers.GetAsync(query, CancellationToken.None));

    private static async Task<Times> ReadAsync<T>(IAsyncEnumerable<Answer<T>> answers)
    {
        var started = Stopwatch.GetTimestamp();
        var (count, first, last) = (0, 0L, started);
        await foreach (var answer in answers)
        {
            if (!answer.IsValue) continue;
            last = Stopwatch.GetTimestamp();
            if (count++ == 0) first = last;
        }

        return new Times(count, Stopwatch.GetElapsedTime(started, first).TotalMilliseconds, Stopwatch.GetElapsedTime(started, last).TotalMilliseconds, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>What was seen is written to disk in the background a quarter of a second later: into nobody's time.</summary>
    private static Task RestAsync() => Task.Delay(400);

    private sealed record Times(int Count, double First, double Last, double All);

    /// <summary>`-Name value` pairs, as a script takes them.</summary>
    private sealed class Parameters(string[] words)
    {
        private readonly Dictionary<string, string> _values = words.Chunk(2).ToDictionary(pair => pair[0][1..], pair => pair[1], StringComparer.Ordinal);

        public string Text(string name) => _values[name];

        public int Number(string name) => int.Parse(_values[name], CultureInfo.InvariantCulture);

        public BareEngines Bare(int parallelism) => new(File.ReadAllLines(Text("Sockets")), parallelism);
    }
}
