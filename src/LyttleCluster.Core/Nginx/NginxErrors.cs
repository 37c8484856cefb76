using LyttleCluster.Core.NginxApi;

namespace LyttleCluster.Core.Nginx;

/// <summary>Every failure of this folder. What nginx itself says stands in them word by word.</summary>
internal static class NginxErrors
{
    public static ClusterException NotWell(string node, string why) => new(
        "NginxNotWell", ClusterErrorCategory.InvalidOperation,
        $"nginx on node '{node}' was not reloaded: it was not well before: {why}",
        $"Get-NginxStatus {node} shows it. To reload all the same: -Force.") { Node = node };

    public static ClusterException ConfigurationInvalid(string node, string words) => new(
        "NginxConfigurationInvalid", ClusterErrorCategory.InvalidData,
        $"nginx on node '{node}' was not reloaded and keeps the configuration it had: the new one is not valid: {NginxWords.Complaints(words)}",
        "Correct the file and line that nginx names, then repeat.") { Node = node };

    public static ClusterException NotTaken(string node, string words) => new(
        "NginxReloadNotTaken", ClusterErrorCategory.InvalidOperation,
        $"nginx on node '{node}' was told to reload and keeps the configuration it had: {NginxWords.Complaints(words)}",
        $"Often a listen port is taken by another program, which nginx's own test does not see. Get-NginxLog {node} -Level Error shows its words; free the port, then repeat.") { Node = node };

    public static ClusterException Failed(string node, string words) => new(
        "NginxReloadFailed", ClusterErrorCategory.InvalidOperation,
        $"nginx on node '{node}' was not reloaded and keeps the configuration it had: {NginxWords.Complaints(words)}",
        $"Get-NginxLog {node} shows what happened; correct it, then repeat.") { Node = node };

    public static ClusterException NotRunning(string node, string words) => new(
        "NginxNotRunning", ClusterErrorCategory.InvalidOperation,
        $"nginx on node '{node}' was not reloaded: it does not run: {NginxWords.Complaints(words)}",
        "Start it on the node (systemctl start nginx), then repeat.") { Node = node };

    public static ClusterException TooManyOldWorkers(string node, string words) => new(
        "NginxTooManyOldWorkers", ClusterErrorCategory.ResourceBusy,
        $"nginx on node '{node}' was not reloaded: too many workers of earlier configurations still end their connections: {NginxWords.Complaints(words)}",
        "Wait until they have ended, or end them; worker_shutdown_timeout in its configuration limits how long they may take.") { Node = node };

    public static ClusterException RolledBack(string node, string words) => new(
        "NginxReloadRolledBack", ClusterErrorCategory.InvalidOperation,
        $"nginx on node '{node}' was put back to the configuration before: {NginxWords.Complaints(words)}",
        "Correct what nginx names, then repeat.") { Node = node };

    public static ClusterException Unknown(string node, string why) => new(
        "NginxReloadUnknown", ClusterErrorCategory.OperationTimeout,
        $"Whether nginx on node '{node}' was reloaded is not known: {why}",
        $"It may still be at work (one that waits for certificates takes minutes): Get-NginxStatus {node} shows the last reload. It can be repeated without harm.") { Node = node };

    public static ClusterException NotWellAfter(string node, string why) => new(
        "NginxNotWellAfterReload", ClusterErrorCategory.ResourceUnavailable,
        $"nginx on node '{node}' runs the new configuration and is not well with it: {why}",
        "Put the files back as they were, or correct them, and reload again.") { Node = node };

    public static ClusterException ProbeFailed(string node, Uri page, string why) => new(
        "NginxProbeFailed", ClusterErrorCategory.ResourceUnavailable,
        $"nginx on node '{node}' runs the new configuration, but {page.GetLeftPart(UriPartial.Path)} does not work there: {why}",
        "Put the files back as they were, or correct them, and reload again.") { Node = node };

    public static ClusterException ProbeInvalid(Uri page) => new(
        "NginxProbeInvalid", ClusterErrorCategory.InvalidArgument,
        $"'{page}' cannot be probed.",
        "Give -Probe an address that begins with http:// or https://.") { TargetName = page.ToString() };

    /// <summary>A certificate that ends within so many days is worth a warning.</summary>
    public const int CertificateSoonDays = 30;

    public static ClusterWarning CertificateEnds(string node, string names, int days) => new()
    {
        Id = "CertificateEndsSoon",
        Node = node,
        Message = days < 0 ? $"The certificate of {names} on node {node} has ended {-days} days ago." : $"The certificate of {names} on node {node} ends in {days} days.",
        Remedy = "Renew it on the node, then reload its nginx (Invoke-NginxReload).",
    };

    public static ClusterWarning LogSilent(string node, TimeSpan patience) => new()
    {
        Id = "NginxLogSilent",
        Node = node,
        Message = $"Node {node} was silent for {patience.TotalSeconds:0.#} s while its log was read: the others go on, and its entries come when they come, marked as late.",
    };

    /// <summary>What a follower has to know that is no entry.</summary>
    public static ClusterWarning LogGap(string node, NginxApiLogItem item) => item.Kind switch
    {
        NginxApiLogItemKind.Disconnected => new()
        {
            Id = "NginxLogDisconnected",
            Node = node,
            Message = $"The log of node {node} is not followed at the moment: {item.Failure?.Message} It is tried again and again.",
            Remedy = item.Failure?.Remedy,
        },
        NginxApiLogItemKind.Reconnected => new() { Id = "NginxLogReconnected", Node = node, Message = $"The log of node {node} is followed again." },
        _ => new() { Id = "NginxLogGap", Node = node, Message = $"Entries of the log of node {node} are missing here: {item.Reason}" },
    };
}
