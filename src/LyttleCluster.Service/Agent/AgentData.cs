namespace LyttleCluster.Service.Agent;

/// <summary>The agent's own folder, held by one agent at a time.</summary>
internal sealed class AgentData : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _hold;

    private AgentData(string folder, FileStream hold, string nodeId) => (Folder, _hold, NodeId) = (folder, hold, nodeId);

    public string Folder { get; }

    /// <summary>Made once, kept over restarts.</summary>
    public string NodeId { get; }

    public string OperationsFile => Path.Combine(Folder, "operations.json");

    public static AgentData Open(string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, OwnerOnly);
            return new AgentData(folder, Hold(folder), ReadNodeId(Path.Combine(folder, "node-id")));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw AgentErrors.DataFolderUnusable(folder, failure.Message.TrimEnd('.'));
        }
    }

    public void Dispose() => _hold.Dispose();

    private static FileStream Hold(string folder)
    {
        var path = Path.Combine(folder, "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw AgentErrors.DataFolderTaken(folder);
        }
    }

    private static string ReadNodeId(string path)
    {
        if (File.Exists(path) && Guid.TryParse(File.ReadAllText(path).Trim(), out var known)) return known.ToString();
        var made = Guid.NewGuid().ToString();
        File.WriteAllText(path, made + "\n");
        return made;
    }
}
