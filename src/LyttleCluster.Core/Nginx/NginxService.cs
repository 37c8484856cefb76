using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LyttleCluster.Core.FanOut;
using LyttleCluster.Core.NginxApi;
using LyttleCluster.Core.Nodes;

namespace LyttleCluster.Core.Nginx;

/// <summary>The nginx of each node: status, logs, test of its configuration.</summary>
internal sealed class NginxService(NodeRegistry registry, NodeConnections connections, NginxLogReader logs, TimeProvider time) : INginx
{
    public async IAsyncEnumerable<Answer<NginxStatus>> GetStatusAsync(NginxStatusQuery request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var answer in AskAsync<NginxStatus>(request, StatusOfAsync, cancellationToken))
        {
            yield return answer;
            if (answer.Value is not { } status) continue;
            foreach (var certificate in status.Certificates.Where(certificate => certificate.DaysLeft < NginxErrors.CertificateSoonDays))
                yield return NginxErrors.CertificateEnds(status.Node, string.Join(' ', certificate.Domains), certificate.DaysLeft!.Value);
        }
    }

    public IAsyncEnumerable<Answer<ClusterCheck>> TestAsync(NginxConfigurationTest request, CancellationToken cancellationToken) =>
        AskAsync<ClusterCheck>(request, CheckOfAsync, cancellationToken);

    public IAsyncEnumerable<Answer<NginxLogEntry>> ReadLogAsync(NginxLogQuery request, CancellationToken cancellationToken) =>
        logs.ReadAsync(request, cancellationToken);

    private async IAsyncEnumerable<Answer<T>> AskAsync<T>(
        NodeCall request, Func<StoredNode, TimeSpan, CancellationToken, Task<Answer<T>>> ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var selection = await NginxNodes.SelectAsync(registry, request.Nodes, cancellationToken);
        foreach (var failure in selection.Failures) yield return failure;

        var answers = NodeFanOut.RunAsync<StoredNode, T>(
            selection.Nodes,
            request.ThrottleLimit,
            node => node.Name,
            async (node, results, stop) => await results.WriteAsync(await ask(node, request.Timeout, stop), stop),
            cancellationToken);
        await foreach (var answer in answers) yield return answer;
    }

    private async Task<Answer<NginxStatus>> StatusOfAsync(StoredNode node, TimeSpan silence, CancellationToken cancellationToken)
    {
        var nginx = connections.NginxApiOf(node);
        var probe = await nginx.ProbeAsync(silence, cancellationToken);
        var certificates = probe.Denied is null && probe.Dialect.Can(NginxApiCapabilities.Certificates)
            ? await nginx.ListCertificatesAsync(silence, cancellationToken)
            : [];
        var status = probe.ToStatus(node.Name, certificates, time.GetUtcNow());

        // Health is open to everybody. What needs a key is missing then, and the operator is told why.
        return probe.Denied is { } denied ? Answer.Failed(status with { Reason = denied.Message }, denied) : status;
    }

    private async Task<Answer<ClusterCheck>> CheckOfAsync(StoredNode node, TimeSpan silence, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var test = await connections.NginxApiOf(node).TestConfigurationAsync(silence, cancellationToken);
        return new ClusterCheck
        {
            Node = node.Name,
            Check = "NginxConfiguration",
            Target = node.Document.Settings.NginxApi!.ToString(),
            Passed = test.Valid == true,
            Detail = test.Valid == false ? NginxWords.Complaints(test.Output) : NginxWords.InOneLine(test.Output),
            Remedy = test.Valid switch
            {
                true => null,
                false => "Correct the file and line that nginx names, then test again.",
                null => "Its nginx_api cannot test a configuration: nginx tests it when it is reloaded, and keeps the old one where it is not valid.",
            },
            Duration = time.GetElapsedTime(started),
        };
    }
}
