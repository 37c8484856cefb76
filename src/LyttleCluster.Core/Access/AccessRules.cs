using LyttleCluster.Core.Security.Certificates;

namespace LyttleCluster.Core.Access;

/// <summary>What grants and tokens must be like. Pure.</summary>
internal static class AccessRules
{
    /// <summary>How long a token counts unless said otherwise.</summary>
    public static readonly TimeSpan UsualTokenLife = TimeSpan.FromDays(90);

    /// <summary>How long a token may count: who made it may be gone by then.</summary>
    public static readonly TimeSpan LongestTokenLife = TimeSpan.FromDays(400);

    private const int LongestName = 128;
    private const int LongestReason = 256;
    private const int LongestTokenName = 63;
    private const int FingerprintDigits = 64;

    public static string TargetOf(AccessKind kind, string name) => $"{kind.ToString().ToLowerInvariant()}/{name}";

    /// <exception cref="ClusterException"><c>AccessSettingInvalid</c>.</exception>
    public static void Check(GrantAccess request)
    {
        var what = $"the grant to '{request.Name}'";
        Require(request.Kind is AccessKind.User or AccessKind.Group, what, "-CertificateFingerprint", request.Name, "Rights are granted to users and groups; a certificate can be revoked.");
        Require(IsName(request.Name, LongestName) && !(request.Kind == AccessKind.User && ReservedNames.Contains(request.Name)), what, "the name", request.Name, "Give the CN of a certificate, or a group: 1 to 128 printable characters.");
        Require(request.Role is not null || request.Methods.Count > 0, what, "-Method", "", "Give -Role, or -Method such as Nodes.Get or Containers.*.");
        Require(request.Methods.Count <= AccessExtensions.MostElements, what, "-Method", $"{request.Methods.Count} of them", $"Give {AccessExtensions.MostElements} at most.");
        foreach (var method in request.Methods)
            Require(MethodGlob.IsPattern(method) && AccessMethod.All.Any(known => MethodGlob.Matches(method, known.Name)), what, "-Method", method, "It matches no method. Give Service.Method with shell globs, such as Nodes.Get or Containers.*; case counts.");
    }

    /// <exception cref="ClusterException"><c>AccessSettingInvalid</c>.</exception>
    public static void Check(RevokeAccess request)
    {
        Require(request.Names.Count > 0, "what is revoked", "the name", "", "Name what is meant; of users and groups wildcards are allowed.");
        Require(request.Reason is null || IsName(request.Reason, LongestReason), "what is revoked", "-Reason", request.Reason ?? "", "Give one line of 256 characters at most.");
    }

    /// <param name="request">The token.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="ClusterException"><c>AccessSettingInvalid</c>.</exception>
    public static void Check(NewToken request, DateTimeOffset now)
    {
        var what = $"token '{request.Name}'";
        Require(IsTokenName(request.Name), what, "-Name", request.Name, "Give 1 to 63 letters, digits, '.', '_' or '-', beginning with a letter or digit.");
        Require(!ReservedNames.Contains(request.Name.ToLowerInvariant()), what, "-Name", request.Name, "The manager gives that name to callers without a token; give another.");
        Require(request.IsJoin != request.Role is not null, what, "-Role", request.Role?.ToString() ?? "", "Give either -Role, or -Join for a token that only lets agents announce themselves.");
        Require(request.Owner is null || IsName(request.Owner, LongestName), what, "-Owner", request.Owner ?? "", "Give a name of 1 to 128 printable characters.");
        if (request.ExpiresAt is { } end)
            Require(end > now && end <= now + LongestTokenLife, what, "-ExpiresAt", $"{end.UtcDateTime:yyyy-MM-dd HH:mm} UTC", $"Give a time within {LongestTokenLife.TotalDays:0} days from now.");
    }

    /// <summary>A fingerprint as it is stored, from what people paste: with colons or spaces, in either case.</summary>
    public static string FingerprintOf(string text)
    {
        var digits = new string([.. text.Where(c => c is not (':' or ' '))]).ToLowerInvariant();
        return digits.Length == FingerprintDigits && digits.All(char.IsAsciiHexDigit)
            ? digits
            : throw AccessErrors.SettingInvalid("what is revoked", "-CertificateFingerprint", text, "Give the SHA-256 fingerprint in full, 64 hexadecimal digits: openssl x509 -noout -fingerprint -sha256 -in FILE shows it.");
    }

    private static bool IsName(string text, int longest) => text.Length > 0 && text.Length <= longest && !text.Any(char.IsControl) && text.Trim() == text;

    private static bool IsTokenName(string text) =>
        text.Length is > 0 and <= LongestTokenName && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static void Require(bool valid, string what, string setting, string value, string rule)
    {
        if (!valid) throw AccessErrors.SettingInvalid(what, setting, value, rule);
    }
}
