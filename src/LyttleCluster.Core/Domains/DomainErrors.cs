using LyttleCluster.Core.NginxConfiguration;
using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Domains;

/// <summary>Every failure of this folder.</summary>
internal static class DomainErrors
{
    public static ClusterException NotFound(string name) => new(
        "DomainNotFound", ClusterErrorCategory.ObjectNotFound,
        $"There is no domain '{Printable.Line(name)}' in this cluster.",
        "Get-ClusterDomain lists them; Set-ClusterDomain adds one.") { TargetName = name };

    public static ClusterException NameInvalid(string name, string why) => new(
        "DomainNameInvalid", ClusterErrorCategory.InvalidArgument,
        $"'{Printable.Line(name)}' cannot be a domain's host name: {why}",
        "Give a name with at least one dot, such as www.example.com or *.example.com.") { TargetName = name };

    public static ClusterException Refused(string domain, NginxEntryProblem problem) => new(
        problem.ErrorId, ClusterErrorCategory.InvalidArgument,
        $"Domain '{Printable.Line(domain)}' was not stored: {problem.Message}",
        problem.Remedy) { TargetName = domain };

    public static ClusterException NameTaken(string domain, string name, string holder) => new(
        "DomainNameTaken", ClusterErrorCategory.ResourceExists,
        $"Domain '{domain}' was not stored: {name} belongs to domain '{holder}' already.",
        $"Change domain '{holder}', or leave that name out.") { TargetName = domain };

    public static ClusterException Shadowed(string domain, string name, string other, string holder) => new(
        "DomainNameShadowed", ClusterErrorCategory.ResourceExists,
        $"Domain '{domain}' was not stored: {name} and {other} of domain '{holder}' would take each other's requests.",
        $"Make {name} an alias of domain '{holder}', or leave one of the two out.") { TargetName = domain };

    public static ClusterException TargetMissing(string domain) => new(
        "DomainTargetMissing", ClusterErrorCategory.InvalidArgument,
        $"Domain '{domain}' would lead nowhere.",
        "Give one of -Upstream, -App, -Root and -RedirectTo.") { TargetName = domain };

    public static ClusterException TargetsExclude(string domain) => new(
        "DomainTargetsExclude", ClusterErrorCategory.InvalidArgument,
        $"Domain '{domain}' was given several things to lead to.",
        "Give one of -Upstream, -App, -Root and -RedirectTo.") { TargetName = domain };

    public static ClusterException AppNameInvalid(string domain, string app) => new(
        "DomainAppInvalid", ClusterErrorCategory.InvalidArgument,
        $"Domain '{domain}': '{Printable.Line(app)}' cannot be an app's name.",
        "Use 1 to 253 letters, digits, '.', '_' or '-', beginning with a letter or digit.") { TargetName = domain };

    public static ClusterException RedirectLoop(string domain, IEnumerable<string> way) => new(
        "DomainRedirectLoop", ClusterErrorCategory.InvalidArgument,
        $"Domain '{domain}' was not stored: its redirect would come back to itself: {string.Join(" -> ", way)}.",
        "Let one of these lead somewhere else.") { TargetName = domain };

    public static ClusterException NodeChoiceInvalid(string domain, string setting, string value) => new(
        "DomainNodeChoiceInvalid", ClusterErrorCategory.InvalidArgument,
        $"Domain '{domain}': '{Printable.Line(value)}' cannot be in its {setting}.",
        "Give names or wildcards of nodes, labels without spaces, locations such as eu/rack1.") { TargetName = domain };

    public static ClusterException OwnerInvalid(string domain, string owner) => new(
        "DomainOwnerInvalid", ClusterErrorCategory.InvalidArgument,
        $"Domain '{domain}': '{Printable.Line(owner)}' cannot be an owner.",
        "Give the name of a user or of a group: 1 to 128 printable characters.") { TargetName = domain };

    public static ClusterException Conflict(string domain, string node, int entry, string names) => new(
        "DomainEntryForeign", ClusterErrorCategory.ResourceExists,
        $"Domain '{domain}' was not published to node '{node}': its entry {entry} ({names}) has that name, and this cluster did not make it.",
        $"Adopt it: Import-ClusterDomain -Node {node}; or remove it on the node.") { Node = node, TargetName = domain };

    public static ClusterException VerificationFailed(string domain, string node, ClusterCheck check) => new(
        "DomainVerificationFailed", ClusterErrorCategory.InvalidData,
        $"Domain '{domain}' was not published{(node.Length == 0 ? "" : $" to node '{node}'")}: check {check.Check} failed: {check.Detail}",
        $"{check.Remedy ?? "Correct it, then publish again."} To publish all the same: -SkipVerification {check.Check}") { Node = node.Length == 0 ? null : node, TargetName = domain };

    public static ClusterException CheckUnknown(string name) => new(
        "DomainCheckUnknown", ClusterErrorCategory.InvalidArgument,
        $"There is no check '{Printable.Line(name)}' to skip.",
        $"The checks are {string.Join(", ", DomainChecks.All)}; * is all of them.") { TargetName = name };

    public static ClusterException EntryRefused(string domain, string node, string why) => new(
        "DomainEntryRefused", ClusterErrorCategory.InvalidData,
        $"Domain '{domain}' was not published to node '{node}', whose configuration is as it was: {why}",
        "Correct the domain with Set-ClusterDomain, then publish again.") { Node = node, TargetName = domain };

    public static ClusterException PublishRefused(string node, string why) => new(
        "DomainPublishRefused", ClusterErrorCategory.InvalidData,
        $"Nothing was published to node '{node}', whose configuration is as it was: {why}",
        "Correct what is named, then publish again.") { Node = node };

    public static ClusterException PublishOutdated(string node, string why) => new(
        "DomainPublishOutdated", ClusterErrorCategory.ResourceBusy,
        $"Nothing was published to node '{node}': its entries were changed since this was planned: {why}",
        "Publish again: it is planned anew.") { Node = node };

    public static ClusterException PutBack(string node, string why) => new(
        "DomainPublishPutBack", ClusterErrorCategory.InvalidOperation,
        $"Node '{node}' was put back as it was before the publish: {why}",
        "Correct what is named, then publish again.") { Node = node };

    public static ClusterException NotPutBack(string node, string why, string whyNot) => new(
        "DomainPublishNotPutBack", ClusterErrorCategory.InvalidOperation,
        $"The publish to node '{node}' went wrong ({why}), and it could not be put back: {whyNot}",
        $"Compare-ClusterDomain -Node {node} shows what is there; Resume-ClusterOperation tries again to put it back.") { Node = node };

    public static ClusterException PublishUnknown(string node, string why) => new(
        "DomainPublishUnknown", ClusterErrorCategory.OperationTimeout,
        $"Whether node '{node}' has taken the publish is not known: {why}",
        $"It may still be at work, so nothing was put back. Look later: Compare-ClusterDomain -Node {node}; then Resume-ClusterOperation settles it.") { Node = node };

    public static ClusterException NotWrittenDown(string node, DomainOutcome outcome, ClusterException cause) => new(
        "DomainPublishNotRecorded", ClusterErrorCategory.WriteError,
        $"The publish to node '{node}' ended ({outcome}), but that could not be written down: {cause.Message}",
        $"{cause.Remedy} Then: Resume-ClusterOperation.") { Node = node };

    public static ClusterException NotImportable(string node, int entry, string names, string why) => new(
        "DomainNotImportable", ClusterErrorCategory.InvalidData,
        $"Entry {entry} ({names}) of node '{node}' was not adopted: {why}",
        "Leave it as it is, or change it on the node into something a domain can say.") { Node = node, TargetName = names };

    public static ClusterException ImportDiffers(string domain, string node, string other) => new(
        "DomainImportDiffers", ClusterErrorCategory.ResourceExists,
        $"Domain '{domain}' was not adopted from node '{node}': node '{other}' has another entry of that name.",
        "Adopt one of them with -Node; the next publish brings it to the others.") { Node = node, TargetName = domain };

    public static ClusterException NothingToImport(string name) => new(
        "DomainNothingToImport", ClusterErrorCategory.ObjectNotFound,
        $"No node has an entry '{Printable.Line(name)}' that this cluster did not make.",
        "Compare-ClusterDomain shows what the nodes have.") { TargetName = name };

    public static ClusterException AppNotRendered(string domain, string app) => new(
        "DomainLeadsToApp", ClusterErrorCategory.InvalidOperation,
        $"Domain '{domain}' leads to the app '{app}', whose instances change: there is no fixed configuration to paste.",
        "Its routes are made by the agents when the app is deployed.") { TargetName = domain };

    public static ClusterException ProbeFailed(string node, string domain, string why) => new(
        "DomainProbeFailed", ClusterErrorCategory.ResourceUnavailable,
        $"nginx on node '{node}' runs the new configuration, but does not serve {domain} as it should: {why}",
        "See whether -ProxyAddress of the node is where its nginx takes requests (Set-ClusterNode).") { Node = node, TargetName = domain };

    public static ClusterWarning Leftovers(ClusterOperation operation) => new()
    {
        Id = "PublishInterrupted",
        Message = $"Operation {operation.Id} ({operation.Summary}) was left in the middle by a process that is gone; what it did counts as ours.",
        Remedy = "Resume-ClusterOperation settles it.",
    };
}
