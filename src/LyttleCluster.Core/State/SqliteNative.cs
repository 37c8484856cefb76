using System.Runtime.InteropServices;
using SQLitePCL;

namespace LyttleCluster.Core.State;

/// <summary>Which SQLite library is used.</summary>
internal enum SqliteEngine
{
    /// <summary>The system's, which gets its security updates, when it is new enough; else the bundled one.</summary>
    System,

    /// <summary>The one that comes with LyttleCluster.</summary>
    Bundled,
}

/// <summary>
/// Loads the SQLite engine, once for each load context. The system's library is offered by a resolver; where it declines, the
/// runtime goes on by itself: <c>e_sqlite3</c> through the load context's <c>LoadUnmanagedDll</c> and the usual folders.
/// </summary>
internal static class SqliteNative
{
    /// <summary>3.35.0 gave us RETURNING; it is also what is bundled.</summary>
    private const int OldestVersion = 3_035_000;

    private static readonly Lock Gate = new();
    private static bool s_loaded;

    /// <summary>The version of the engine in use, e.g. <c>3.40.1</c>.</summary>
    public static string Version => raw.sqlite3_libversion().utf8_to_string();

    /// <summary>Loads the engine; the first call decides which.</summary>
    public static void Load(SqliteEngine engine = SqliteEngine.System)
    {
        lock (Gate)
        {
            if (s_loaded) return;
            if (engine == SqliteEngine.System) OfferSystemLibrary();
            try
            {
                Batteries_V2.Init();
                _ = Version;
            }
            catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
            {
                throw StateErrors.EngineMissing(exception.Message);
            }
            s_loaded = true;
        }
    }

    private static void OfferSystemLibrary()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (_, _, _) => FindSystemLibrary());
        }
        catch (InvalidOperationException)
        {
            // Somebody set a resolver for this assembly before us. Theirs counts.
        }
    }

    private static nint FindSystemLibrary()
    {
        var name = OperatingSystem.IsLinux() ? "libsqlite3.so.0" : OperatingSystem.IsMacOS() ? "/usr/lib/libsqlite3.dylib" : null;
        if (name is null || !NativeLibrary.TryLoad(name, out var library)) return 0;
        if (VersionOf(library) >= OldestVersion) return library;
        NativeLibrary.Free(library);
        return 0;
    }

    private static int VersionOf(nint library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var function)
            ? Marshal.GetDelegateForFunctionPointer<VersionNumber>(function)()
            : 0;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
