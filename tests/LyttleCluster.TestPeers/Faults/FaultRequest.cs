namespace LyttleCluster.TestPeers;

/// <summary>One request as it came over the wire.</summary>
public sealed class FaultRequest
{
    private readonly TaskCompletionSource _closed;

    internal FaultRequest(string method, string target, IReadOnlyDictionary<string, string> headers, byte[] body, TaskCompletionSource closed)
    {
        (Method, Target, Headers, Body, _closed) = (method, target, headers, body, closed);
    }

    public string Method { get; }

    /// <summary>Path and query, as sent.</summary>
    public string Target { get; }

    /// <summary>Path without query and without an API version: `/v1.41/containers/json?all=1` is `/containers/json`.</summary>
    public string Path => WithoutVersion(Target.Split('?')[0]);

    public IReadOnlyDictionary<string, string> Headers { get; }

    public byte[] Body { get; }

    /// <summary>Completes when the connection that carried this request is closed, from whichever side.</summary>
    public Task Closed => _closed.Task;

    private static string WithoutVersion(string path)
    {
        var next = path.IndexOf('/', 1);
        return next > 2 && path[1] == 'v' && char.IsAsciiDigit(path[2]) ? path[next..] : path;
    }
}
