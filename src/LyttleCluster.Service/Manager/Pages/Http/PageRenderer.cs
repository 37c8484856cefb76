using System.Buffers;
using LyttleCluster.Service.Manager.Pages.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging.Abstractions;

namespace LyttleCluster.Service.Manager.Pages.Http;

/// <summary>
/// Makes HTML of Razor components. They are pure: everything they show is in their model, so rendering never waits, and everything in a
/// model is written as text.
/// </summary>
internal static class PageRenderer
{
    private static readonly NoServices Services = new();

    /// <summary>A whole page.</summary>
    public static Task RenderAsync<TView, TModel>(PageShell shell, TModel model, IBufferWriter<byte> output)
        where TView : IComponent =>
        RenderAsync<PageDocument>(
            ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(PageDocument.Shell)] = shell, [nameof(PageDocument.Body)] = Fragment<TView, TModel>(model) }), output);

    /// <summary>A piece of a page that is sent as it comes.</summary>
    public static Task RenderPieceAsync<TView, TModel>(TModel model, IBufferWriter<byte> output)
        where TView : IComponent =>
        RenderAsync<TView>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model }), output);

    private static RenderFragment Fragment<TView, TModel>(TModel model)
        where TView : IComponent => builder =>
    {
        builder.OpenComponent<TView>(0);
        builder.AddComponentParameter(1, "Model", model);
        builder.CloseComponent();
    };

    private static async Task RenderAsync<TComponent>(ParameterView parameters, IBufferWriter<byte> output)
        where TComponent : IComponent
    {
        await using var renderer = new HtmlRenderer(Services, NullLoggerFactory.Instance);
        await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<TComponent>(parameters);
            await using var text = new Utf8Text(output);
            root.WriteHtmlTo(text);
        });
    }

    /// <summary>Components get everything by their model.</summary>
    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
