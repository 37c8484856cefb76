using LyttleCluster.Core;
using LyttleCluster.Core.Text;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Pages;

/// <summary>What is offered to whom. It decides nothing: every route and every use case checks for itself.</summary>
internal static class PageRights
{
    private static readonly HashSet<string> Public = [.. UseCases.All.Where(useCase => useCase.IsPublic).Select(useCase => useCase.Name)];

    public static bool May(HttpContext context, string method)
    {
        var caller = context.Caller();
        if (caller.Proof == Core.Access.CallerProof.None) return false;
        return Public.Contains(method) || caller.Methods.Any(granted => Wildcard.Matches(granted, method));
    }
}
