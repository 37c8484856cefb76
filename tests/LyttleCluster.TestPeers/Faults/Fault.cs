namespace LyttleCluster.TestPeers;

/// <summary>How one request is answered. True keeps the connection for the next request, false closes it.</summary>
public delegate Task<bool> Fault(FaultExchange exchange);
