using System.Security.Cryptography.X509Certificates;
using LyttleCluster.Service.Agent.Joining;
using LyttleCluster.Service.Hosting;
using Microsoft.AspNetCore.Connections;

namespace LyttleCluster.Service.Agent.Access;

/// <summary>Whose client certificates count: those of the operators' CA, and that of the manager once the agent joined one.</summary>
/// <param name="operators">Judges those of <c>--ca</c>; null: there are none.</param>
internal sealed class CallerTrust(CallerCertificates? operators)
{
    private volatile ManagerCertificates? _manager;

    /// <summary>Whether any would count.</summary>
    public bool IsAsked => operators is not null || _manager is not null;

    /// <summary>Lets the manager in, whoever else is.</summary>
    public void TrustManager(ManagerCertificates manager) => _manager = manager;

    /// <summary>Judges in the handshake; see <see cref="CallerCertificates.Note"/>.</summary>
    public void Note(BaseConnectionContext connection, X509Certificate2 certificate, X509Chain? shown) => operators?.Note(connection, certificate, shown);

    /// <summary>Why the certificate does not count; null when it does.</summary>
    public string? WhyNot(HttpContext context, X509Certificate2 certificate)
    {
        if (_manager is not { } manager) return operators is null ? "Client certificates are not taken here" : operators.WhyNot(context, certificate);
        var why = manager.WhyNot(certificate);
        return why is null || operators is null ? why : operators.WhyNot(context, certificate);
    }
}
