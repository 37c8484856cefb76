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
    private static bool s_ours = true;

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

    /// <summary>Whether the file of a connection was moved, removed or replaced since it was opened; false where that cannot be known.</summary>
    public static bool HasMoved(sqlite3 connection) =>
        s_ours && FileControl(connection, "main", FileControlHasMoved, out var moved) == raw.SQLITE_OK && moved != 0;

    private static void OfferSystemLibrary()
    {
        var library = FindSystemLibrary();
        if (library == 0) return;
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (_, _, _) => library);
            NativeLibrary.SetDllImportResolver(typeof(SqliteNative).Assembly, (_, _, _) => library);
        }
        catch (InvalidOperationException)
        {
            // Somebody set a resolver before us, and theirs counts; our own imports might then meet another engine.
            s_ours = false;
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

    // SQLITE_FCNTL_HAS_MOVED of sqlite3.h.
    private const int FileControlHasMoved = 20;

    // SQLitePCLRaw 2.0 does not have this one.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]
    private static extern int FileControl(sqlite3 connection, [MarshalAs(UnmanagedType.LPUTF8Str)] string database, int operation, out int result);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
