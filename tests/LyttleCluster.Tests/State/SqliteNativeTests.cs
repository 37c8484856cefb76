using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using LyttleCluster.Core.State;

namespace LyttleCluster.Tests.State;

/// <summary>The engine is chosen once a load context, so each test has a context of its own, as the module has.</summary>
public sealed class SqliteNativeTests
{
    [Fact]
    public void The_bundled_engine_works_in_a_load_context_of_its_own() => Assert.Equal("3.35.5 x", RunApart(SqliteEngine.Bundled));

    [Fact]
    public void The_systems_engine_is_preferred_where_it_is_new_enough()
    {
        var expected = "3.35.5 x";
        if (OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libsqlite3.so.0", out var library))
        {
            var version = Marshal.PtrToStringUTF8(Marshal.GetDelegateForFunctionPointer<Text>(NativeLibrary.GetExport(library, "sqlite3_libversion"))())!;
            if (Version.Parse(version) >= new Version(3, 35)) expected = $"{version} x";
        }
        Assert.Equal(expected, RunApart(SqliteEngine.System));
    }

    /// <summary>Runs <see cref="UseStore"/> in copies of the assemblies that have their own statics and find natives by themselves.</summary>
    private static string RunApart(SqliteEngine engine)
    {
        var context = new ApartContext(typeof(SqliteNativeTests).Assembly.Location);
        var here = context.LoadFromAssemblyPath(typeof(SqliteNativeTests).Assembly.Location).GetType(typeof(SqliteNativeTests).FullName!)!;
        Assert.NotSame(typeof(SqliteNativeTests), here);
        return (string)here.GetMethod(nameof(UseStore), BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [(int)engine])!;
    }

    private static string UseStore(int engine)
    {
        Assert.NotSame(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(typeof(SqliteNative).Assembly));
        SqliteNative.Load((SqliteEngine)engine);
        using var folder = new TemporaryFolder();
        return UseStoreAsync(folder["state.db"]).GetAwaiter().GetResult();
    }

    private static async Task<string> UseStoreAsync(string path)
    {
        await using var store = await SqliteStateStore.OpenAsync(StateFile.At(path), TimeProvider.System, default);
        await store.CommitAsync([StateWrite.Put(new("node", "web1"), 0, "x"u8.ToArray())], default);
        await using (var history = new SqliteHistory(StateFile.At(path), TimeProvider.System))
        {
            await history.AddEventAsync(new ClusterEvent { Node = "web1", Timestamp = DateTimeOffset.UtcNow, Type = "container", Action = "start" }, default);
            await history.FlushAsync(default);
            Assert.Single(await history.ListEventsAsync(new EventFilter { Newest = 5 }, default).ToListAsync());
        }
        var document = await store.GetAsync(new("node", "web1"), default);
        return $"{SqliteNative.Version} {System.Text.Encoding.UTF8.GetString(document!.Body.Span)}";
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint Text();

    private sealed class ApartContext(string main) : AssemblyLoadContext("apart")
    {
        private readonly AssemblyDependencyResolver _resolver = new(main);

        // xunit stays shared, so that its failures are known to the runner.
        protected override Assembly? Load(AssemblyName name) =>
            name.Name!.StartsWith("xunit", StringComparison.Ordinal) || _resolver.ResolveAssemblyToPath(name) is not { } path ? null : LoadFromAssemblyPath(path);

        protected override nint LoadUnmanagedDll(string name) =>
            _resolver.ResolveUnmanagedDllToPath(name) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
