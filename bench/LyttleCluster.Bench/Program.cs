using LyttleCluster.Bench.Groups;
using LyttleCluster.Bench.Report;
using LyttleCluster.Bench.Servers;
using LyttleCluster.Bench.Shell;

// The bench starts itself again for what must not share its process.
switch (args)
{
    case [SimulationHost.Word, ..]:
        return await SimulationHost.RunAsync(args[1..]);
    case [EngineScripts.Word, ..]:
        return await EngineScripts.RunAsync(args[1..]);
}

const string EngineOnly = "--engine";
var subject = Subject.Find(args.Contains(EngineOnly));
await using var engines = new Engines();
IGroup[] all = [new SnapshotGroup(subject, engines), new MemoryGroup(subject), new ImportGroup(subject), new LogGroup(subject, engines), new HistoryGroup(), new AgentGroup(), new NginxGroup(subject), new DomainsGroup(), new VisitorsGroup(), new ManagerGroup(), new ManagerApiGroup(), new ManagerPagesGroup()];
var named = args.Except([EngineOnly]).ToArray();
if (named.Except(all.Select(group => group.Name)).FirstOrDefault() is { } unknown)
{
    Console.Error.WriteLine($"There is no group '{unknown}'. Groups: {string.Join(", ", all.Select(group => group.Name))}. {EngineOnly}: without PowerShell.");
    return 2;
}

if (subject.IsShell && !File.Exists(Path.Combine(Path.GetDirectoryName(Subject.Module)!, "bin", "LyttleCluster.Module.dll")))
{
    Console.Error.WriteLine("The module is not built. Run: ./build.sh build");
    return 2;
}

Console.WriteLine($"{DateTimeOffset.Now:yyyy-MM-dd HH:mm}, {Environment.ProcessorCount} processors, .NET {Environment.Version}; measured: {subject.Name}; medians.");
Console.WriteLine();
Table.PrintTitles();
var missed = 0;
foreach (var group in all.Where(group => named.Length == 0 || named.Contains(group.Name)))
{
    Table.Print(group.Name);
    await foreach (var row in group.MeasureAsync())
    {
        Table.Print(row);
        if (row.Verdict == Verdict.Misses) missed++;
    }
}

Console.WriteLine();
Console.WriteLine(missed == 0 ? "Every limit holds." : $"{missed} limits are missed.");
return missed == 0 ? 0 : 1;
