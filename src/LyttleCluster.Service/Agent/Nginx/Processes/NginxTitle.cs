namespace LyttleCluster.Service.Agent.Nginx.Processes;

/// <summary>What a process of nginx says of itself in its title.</summary>
internal enum NginxRole
{
    /// <summary>Not a process of nginx, or a helper of it (cache manager, cache loader).</summary>
    None,

    /// <summary><c>nginx: master process /usr/sbin/nginx …</c></summary>
    Master,

    /// <summary><c>nginx: worker process</c>: takes connections.</summary>
    Worker,

    /// <summary><c>nginx: worker process is shutting down</c>: finishes the connections it has.</summary>
    OldWorker,
}

/// <summary>Reads titles (<c>ngx_process_cycle.c</c>). Programs made from nginx put their own name in front.</summary>
internal static class NginxTitle
{
    public static NginxRole RoleOf(string title)
    {
        var colon = title.IndexOf(": ", StringComparison.Ordinal);
        if (colon <= 0 || title.AsSpan(0, colon).ContainsAny(' ', '/')) return NginxRole.None;
        var said = title.AsSpan(colon + 2).TrimEnd();
        return said switch
        {
            _ when said.StartsWith("master process", StringComparison.Ordinal) => NginxRole.Master,
            "worker process" => NginxRole.Worker,
            "worker process is shutting down" => NginxRole.OldWorker,
            _ => NginxRole.None,
        };
    }
}
