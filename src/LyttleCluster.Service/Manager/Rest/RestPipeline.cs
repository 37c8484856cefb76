using LyttleCluster.Service.Hosting;

namespace LyttleCluster.Service.Manager.Rest;

/// <summary>What stands around every call: its id, and the envelope of what goes wrong. It comes first, so that it is around the checks of rights, too.</summary>
internal static class RestPipeline
{
    public static void Use(WebApplication web, ManagerParts parts)
    {
        var failures = new Failures(parts.Options.Limits, parts.Log);
        web.Use(CorrelationIds.UseAsync);
        web.Use(failures.UseAsync);
    }
}
