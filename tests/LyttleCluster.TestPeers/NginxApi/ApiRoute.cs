using System.Collections.Specialized;

namespace LyttleCluster.TestPeers;

/// <summary>Who may make a call.</summary>
internal enum ApiRight
{
    None,
    Any,
    Viewer,
    Operator,
    PlatformAdmin,
}

/// <summary>One request, taken apart, and the headers of its answer.</summary>
internal sealed record ApiRequest(FaultRequest Request, string Path, NameValueCollection Query, string Correlation, List<(string Name, string Value)> Headers, CancellationToken Stopping);

/// <summary>How one call is answered.</summary>
/// <param name="Handler">What its calls are counted under.</param>
/// <param name="Right">Who may make it.</param>
/// <param name="AnswerAsync">Its answer.</param>
internal sealed record ApiRoute(string Handler, ApiRight Right, Func<ApiRequest, Task<ApiReply>> AnswerAsync);
