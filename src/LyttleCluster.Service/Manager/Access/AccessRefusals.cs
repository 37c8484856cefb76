namespace LyttleCluster.Service.Manager.Access;

/// <summary>Every refusal of this folder. None repeats what was shown: it could be a secret that was mistyped.</summary>
internal static class AccessRefusals
{
    public static AccessRefusal TokenUnknown() => Unproved(
        "CallerTokenUnknown", "The token that was shown is not one of this manager, or not any more.", "Show a token that New-ClusterToken gave for this manager.");

    public static AccessRefusal TokenExpired(DateTimeOffset end) => Unproved(
        "CallerTokenExpired", $"The token that was shown ended on {end:yyyy-MM-dd HH:mm} UTC.", "Make a new one with New-ClusterToken.");

    public static AccessRefusal TokenOnlyJoins() => Unproved(
        "CallerTokenOnlyJoins", "The token that was shown lets agents announce themselves, and nothing else.", "Show a token with a role, or a client certificate.");

    public static AccessRefusal CertificateRefused(string why) => Unproved(
        "CallerCertificateRefused", why, "Show a client certificate of a CA in --ca or --identity-ca of the manager that counts now, or a token.");

    public static AccessRefusal CertificateRevoked() => Unproved(
        "CallerCertificateRevoked", "The client certificate was revoked.", "Ask an administrator of the manager for a new one.");

    public static AccessRefusal TooManyLogins(int seconds) => new(StatusCodes.Status429TooManyRequests, new ClusterException(
        "CallerTooManyLogins", ClusterErrorCategory.ResourceBusy,
        "Too many tokens were shown from this address that count for nothing.",
        $"Try again in {seconds} s, with the right one.")) { RetryAfter = seconds };

    public static AccessRefusal CrossSite() => Forbidden(
        "CallerCrossSite", "The call comes from a page of another site, which must not act with what this browser may.", "Use the manager's own pages.");

    public static AccessRefusal FormTokenInvalid() => Forbidden(
        "CallerFormTokenInvalid", "The form's proof that it is one of the manager's own pages is missing, or not of this session.", "Load the page again, and repeat it there; programs show a token in the Authorization header.");

    public static AccessRefusal HostRefused() => new(StatusCodes.Status421MisdirectedRequest, new ClusterException(
        "CallerHostRefused", ClusterErrorCategory.PermissionDenied,
        "Without TLS the manager answers only to names of loopback: another name could be a page's trick to reach it through a browser.",
        "Use http://127.0.0.1 or http://localhost with its port; or let the manager listen on https."));

    private static AccessRefusal Unproved(string id, string message, string remedy) =>
        new(StatusCodes.Status401Unauthorized, new ClusterException(id, ClusterErrorCategory.AuthenticationError, message, remedy));

    private static AccessRefusal Forbidden(string id, string message, string remedy) =>
        new(StatusCodes.Status403Forbidden, new ClusterException(id, ClusterErrorCategory.PermissionDenied, message, remedy));
}
