using LyttleCluster.Formatting;

namespace LyttleCluster.Core.Joining;

/// <summary>Every failure of this folder: what a manager tells operators and agents about joining.</summary>
internal static class JoinErrors
{
    /// <summary>The node is not there any more, or never was: the agent has to announce itself.</summary>
    public const string UnknownId = "JoinUnknown";

    /// <summary>Its certificate has ended: it has to be approved again.</summary>
    public const string LapsedId = "JoinLapsed";

    /// <summary>Somebody decided against it.</summary>
    public const string RefusedId = "JoinRefused";

    /// <summary>The count of its proof is not above the last one.</summary>
    public const string ProofStaleId = "JoinProofStale";

    // For operators

    public static ClusterException NotFound(string id) => new(
        "JoinRequestNotFound", ClusterErrorCategory.ObjectNotFound,
        $"No agent waits under the id '{Printable.Line(id)}'.",
        "Find-ClusterNode -Pending lists those that wait; one that nobody approved within 7 days has to announce itself again, which it does by itself.") { TargetName = id };

    public static ClusterException Ambiguous(string id, int count) => new(
        "JoinRequestAmbiguous", ClusterErrorCategory.InvalidArgument,
        $"{count} agents wait under ids that begin with '{Printable.Line(id)}'.",
        "Give more of the id.") { TargetName = id };

    public static ClusterException Moved(string name) => new(
        "JoinRequestMoved", ClusterErrorCategory.ResourceBusy,
        $"Nothing was changed: the agent that is to be '{Printable.Line(name)}' announced itself anew, or somebody else decided about it, since this was planned.",
        "Look again with Find-ClusterNode -Pending, compare the fingerprint with the agent's log, and repeat the command.") { Node = name };

    // For agents

    public static ClusterException AnnouncementInvalid(string field, string rule) => new(
        "JoinAnnouncementInvalid", ClusterErrorCategory.InvalidArgument,
        $"The agent's announcement is not taken: its {field} {rule}.",
        $"Start the agent with the right --join-{(field is "docker" ? "docker" : field is "name" ? "name" : "address")}, or with the version that this manager has.") { TargetName = field };

    public static ClusterException FactsInvalid(string why) => new(
        "JoinFactsInvalid", ClusterErrorCategory.InvalidArgument,
        $"What the heartbeat tells of its host is not taken: {why}.",
        "Use an agent of the same version as the manager.");

    public static ClusterException TokenMissing() => new(
        "JoinTokenMissing", ClusterErrorCategory.AuthenticationError,
        "Joining needs a join token, and none was shown.",
        "Make one (New-ClusterToken -Join) and start the agent with --token-file.");

    public static ClusterException TokenRefused() => new(
        "JoinTokenRefused", ClusterErrorCategory.AuthenticationError,
        "The join token is not known here.",
        "Make one (New-ClusterToken -Join) and put it into the agent's --token-file.");

    public static ClusterException TokenExpired(string name) => new(
        "JoinTokenExpired", ClusterErrorCategory.AuthenticationError,
        $"The join token '{name}' has expired.",
        "Make another one (New-ClusterToken -Join) and put it into the agent's --token-file.") { TargetName = name };

    public static ClusterException TokenNotForJoining(string name) => new(
        "JoinTokenOfAnotherKind", ClusterErrorCategory.PermissionDenied,
        $"The token '{name}' is no join token.",
        "Make one (New-ClusterToken -Join) and put it into the agent's --token-file; the one that was shown should not lie on an agent's host.") { TargetName = name };

    public static ClusterException TooMany(int most) => new(
        "JoinTooManyWaiting", ClusterErrorCategory.ResourceBusy,
        $"{most} agents wait to be approved already; no more are taken.",
        "Approve (Find-ClusterNode -Pending | Add-ClusterNode) or refuse (Remove-ClusterNode -JoinId) some; the agent tries again by itself.");

    public static ClusterException TooOften() => new(
        "JoinTooOften", ClusterErrorCategory.ResourceBusy,
        "Too many attempts to join came from this address.",
        "The agent tries again by itself, more slowly.");

    public static ClusterException ReadOnly() => new(
        "JoinReadOnly", ClusterErrorCategory.InvalidOperation,
        "This manager only reads (--read-only): it takes no agents.",
        "Start the agent with --join and the address of the manager that changes.");

    public static ClusterException ProofMissing() => new(
        "JoinProofMissing", ClusterErrorCategory.AuthenticationError,
        "The call is not signed with an agent's key.",
        "Only lyttle-cluster agent makes this call.");

    public static ClusterException ProofWrong() => new(
        "JoinProofWrong", ClusterErrorCategory.AuthenticationError,
        "The signature is not that of the agent's key.",
        "Stop whoever else uses the id of this agent, or let the agent join anew with an empty data folder.");

    public static ClusterException ProofStale(long last) => new(
        ProofStaleId, ClusterErrorCategory.AuthenticationError,
        $"The call is older than one that was made before (count {last}).",
        "The agent goes on counting from there by itself; two agents must not share one data folder.");

    public static ClusterException Unknown() => new(
        UnknownId, ClusterErrorCategory.ObjectNotFound,
        "The manager does not know this agent (any more): its node was removed, or nobody approved it within 7 days.",
        "It announces itself again; approve it with Find-ClusterNode -Pending | Add-ClusterNode.");

    public static ClusterException Refused() => new(
        RefusedId, ClusterErrorCategory.PermissionDenied,
        "Somebody decided at the manager not to take this agent.",
        "Stop the agent. Or let it ask again in 7 days, or at once with another key: an empty data folder.");

    public static ClusterException Lapsed(DateTimeOffset until) => new(
        LapsedId, ClusterErrorCategory.PermissionDenied,
        FormattableString.Invariant($"The agent's certificate lapsed on {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC, so it has to be approved again."),
        "It announces itself again; approve it with Find-ClusterNode -Pending | Add-ClusterNode.");
}
