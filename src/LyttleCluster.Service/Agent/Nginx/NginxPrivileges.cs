namespace LyttleCluster.Service.Agent.Nginx;

/// <summary>What the agent may do on its host: root may everything; any other user needs the sudo rules told here.</summary>
internal static class NginxPrivileges
{
    /// <summary>The lines for a file below <c>/etc/sudoers.d</c> that let <paramref name="user"/> run the agent.</summary>
    public static IReadOnlyList<string> SudoRules(NginxSettings settings, string user) =>
        throw new NotSupportedException("The control of nginx is not in this version.");

    /// <summary>Tries each thing the agent needs, changing nothing.</summary>
    public static Task<IReadOnlyList<PrivilegeCheck>> CheckAsync(NginxSettings settings, CancellationToken cancellationToken) =>
        throw new NotSupportedException("The control of nginx is not in this version.");
}
