namespace LyttleCluster.Service.Agent.Endpoints;

/// <summary>POST /node/reboot: the host agreed; it will be gone in a moment.</summary>
internal sealed record RebootBody(bool Accepted);
