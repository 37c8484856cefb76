using LyttleCluster.Core;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>Ends a token.</summary>
internal static class TokenActions
{
    public static IPageAction Remove { get; } = new PageAction<ClusterToken>
    {
        Pattern = "/tokens/{token}/remove",
        Method = "Access.RemoveToken",
        Title = input => $"Remove token {input.Path("token")}",
        RequestAsync = (_, input) => Task.FromResult<ChangeRequest<ClusterToken>>(new RemoveToken { Names = [input.Path("token")] }),
        Show = token => new ProgressView($"token/{token.Name}", "Removed", Tone.Good),
        Back = _ => new LinkView("Tokens", "/tokens"),
    };
}
