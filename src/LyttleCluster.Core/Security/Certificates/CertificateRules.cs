using LyttleCluster.Core.Access;

namespace LyttleCluster.Core.Security.Certificates;

/// <summary>What a certificate may say. Pure.</summary>
internal static class CertificateRules
{
    /// <summary>X.520's limit; OpenSSL refuses longer ones.</summary>
    public const int LongestName = 64;

    private const int LongestDays = 36_500;

    /// <exception cref="ClusterException">The first thing that is wrong with the order.</exception>
    public static void Check(CertificateOrder order)
    {
        Require(order.Name.Length is > 0 and <= LongestName && !order.Name.Any(char.IsControl) && order.Name.Trim() == order.Name, order, "-Name", order.Name, $"Give 1 to {LongestName} printable characters.");
        Require(!ReservedNames.Contains(order.Name), order, "-Name", order.Name, "The manager gives that name to callers without a certificate; give another.");
        var isUser = order.Kind == ClusterCertificateKind.User;
        var serves = order.Kind is ClusterCertificateKind.Manager or ClusterCertificateKind.Agent;
        Require(isUser || order.Methods.Count == 0, order, "-Method", string.Join(", ", order.Methods), "Methods are granted to users.");
        Require(isUser || order.Groups.Count == 0, order, "-Group", string.Join(", ", order.Groups), "Groups are of users.");
        Require(serves || order.DnsNames.Count + order.Addresses.Count == 0, order, "-DnsName", string.Join(", ", order.DnsNames), "Host names and addresses are for managers and agents.");
        Require(!serves || order.DnsNames.Count + order.Addresses.Count > 0, order, "-DnsName", "", "Give -DnsName or -Address: what callers reach it by, or they will not trust it.");
        Require(order.Methods.Count <= AccessExtensions.MostElements && order.Groups.Count <= AccessExtensions.MostElements, order, "-Method", $"{order.Methods.Count}", $"Give {AccessExtensions.MostElements} at most.");
        foreach (var method in order.Methods) Require(MethodGlob.IsPattern(method), order, "-Method", method, "Give Service.Method with shell globs, such as Nodes.Get or Containers.*.");
        foreach (var group in order.Groups) Require(group.Length is > 0 and <= AccessExtensions.MostCharacters && !group.Any(char.IsControl), order, "-Group", group, $"Give 1 to {AccessExtensions.MostCharacters} printable characters.");
        foreach (var name in order.DnsNames) Require(IsDnsName(name), order, "-DnsName", name, "Give host names such as manager.example.com or *.example.com.");
        if (order.Lifetime is { } lifetime) Require(lifetime > TimeSpan.Zero && lifetime.TotalDays <= LongestDays, order, "-Days", $"{lifetime.TotalDays:0.##}", $"Give 1 to {LongestDays} days.");
    }

    private static bool IsDnsName(string name)
    {
        var host = name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name;
        return host.Length is > 0 and <= 253 && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') && Uri.CheckHostName(host) == UriHostNameType.Dns;
    }

    private static void Require(bool valid, CertificateOrder order, string setting, string value, string rule)
    {
        if (!valid) throw CertificateErrors.OrderInvalid(order.Name, setting, value, rule);
    }
}
