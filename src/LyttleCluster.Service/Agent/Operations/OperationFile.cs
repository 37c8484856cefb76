using System.Text.Json;
using LyttleCluster.Service.Agent.Http;
using LyttleCluster.Service.Logging;

namespace LyttleCluster.Service.Agent.Operations;

/// <summary>The operations on disk: a small JSON file that is replaced as a whole, so that a crash leaves the old or the new one.</summary>
internal sealed class OperationFile(string path, ServiceLog log)
{
    /// <summary>What was kept. A damaged file is put aside and said: it only holds what happened, nothing depends on it.</summary>
    public IReadOnlyList<ReloadOperation> Load()
    {
        if (!File.Exists(path)) return [];
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AgentJson.Default.ReloadOperationArray) ?? [];
        }
        catch (JsonException)
        {
            File.Move(path, path + ".damaged", overwrite: true);
            log.Warn("The file of operations was damaged; a new one is begun.", ("kept", path + ".damaged"));
            return [];
        }
    }

    public void Save(IEnumerable<ReloadOperation> operations)
    {
        var beside = path + ".new";
        try
        {
            using (var file = new FileStream(beside, FileMode.Create, FileAccess.Write))
            {
                JsonSerializer.Serialize(file, operations.ToArray(), AgentJson.Default.ReloadOperationArray);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw AgentErrors.DataFolderUnusable(Path.GetDirectoryName(path)!, failure.Message.TrimEnd('.'));
        }
    }
}
