using System.Globalization;
using System.Text;
using LyttleCluster;
using LyttleCluster.Core.Security;
using LyttleCluster.Core.State;

// Another process that works with a state file. It says on its output what it has done, and ends with 0, or with 1 and the
// ErrorId on its last line. A test that ends early closes its input, and so ends the commands that have no end.

var (command, file) = (args[0], StateFile.At(args[1]) with { BusyTimeout = TimeSpan.FromSeconds(30) });
try
{
    switch (command)
    {
        case "add": await AddAsync(new DocumentKey("count", args[2]), int.Parse(args[3], CultureInfo.InvariantCulture)); break;
        case "fill": await FillAsync(); break;
        case "hold": Hold(); break;
        case "key": MakeKey(); break;
        case "read": await ReadAsync(file); break;
        case "read-only": await ReadAsync(file with { ReadOnly = true }); break;
        case "write": await WriteAsync(); break;
        default: throw new ArgumentException(command);
    }
    return 0;
}
catch (ClusterException failure)
{
    Console.WriteLine(failure.ErrorId);
    return 1;
}

// Adds one to a number again and again, against others that do the same.
async Task AddAsync(DocumentKey key, int times)
{
    await using var store = await SqliteStateStore.OpenAsync(file, TimeProvider.System, default);
    for (var done = 0; done < times;)
    {
        var document = await store.GetAsync(key, default);
        var number = document is null ? 0 : int.Parse(Encoding.UTF8.GetString(document.Body.Span), CultureInfo.InvariantCulture);
        var write = StateWrite.Put(key, document?.Revision ?? 0, Encoding.UTF8.GetBytes($"{number + 1}"));
        if ((await store.CommitAsync([write], default)).Done) done++;
    }
}

// Writes two documents that must always be equal, until it is killed, and says each number once it is stored.
async Task FillAsync()
{
    await using var store = await SqliteStateStore.OpenAsync(file, TimeProvider.System, default);
    for (var number = 1; ; number++)
    {
        var body = Encoding.UTF8.GetBytes($"{number}".PadRight(3000));
        await store.CommitAsync([StateWrite.Put(new("pair", "a"), null, body), StateWrite.Put(new("pair", "b"), null, body)], default);
        Console.WriteLine(number);
    }
}

// Holds the write lock until its input ends.
void Hold()
{
    using var session = SqliteSession.Open(file.Path, readOnly: false, file.BusyTimeout);
    session.Execute("BEGIN IMMEDIATE");
    Console.WriteLine("held");
    Console.In.ReadToEnd();
}

// Makes the key file when a line comes, and says which key seals.
void MakeKey()
{
    Console.WriteLine("ready");
    Console.In.ReadLine();
    Console.WriteLine(KeyFile.Beside(file.Path).Make()[^1].Id);
}

async Task ReadAsync(StateFile opened)
{
    await using var store = await SqliteStateStore.OpenAsync(opened, TimeProvider.System, default);
    await foreach (var document in store.ListAsync("node", "", default)) Console.WriteLine(document.Key.Name);
}

async Task WriteAsync()
{
    await using var store = await SqliteStateStore.OpenAsync(file, TimeProvider.System, default);
    await store.CommitAsync([StateWrite.Put(new("node", "written"), null, "{}"u8.ToArray())], default);
    Console.WriteLine("written");
}
