using Microsoft.AspNetCore.Components;

namespace LyttleCluster.Service.Manager.Pages.Http;

/// <summary>Fills the hole of a page while it is being read.</summary>
internal sealed class PagePieces(HttpContext context)
{
    /// <summary>What the view <c>Hole</c> writes.</summary>
    public static ReadOnlySpan<byte> Marker => "<!--hole-->"u8;

    public async Task ShowAsync<TView, TModel>(TModel model)
        where TView : IComponent
    {
        await PageRenderer.RenderPieceAsync<TView, TModel>(model, context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
