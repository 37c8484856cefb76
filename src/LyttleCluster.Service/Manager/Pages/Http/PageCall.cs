using System.Buffers;
using LyttleCluster.Core;
using LyttleCluster.Core.Access;
using LyttleCluster.Core.Watching;
using LyttleCluster.Service.Manager.Access;
using LyttleCluster.Service.Manager.Http;
using Microsoft.AspNetCore.Components;

namespace LyttleCluster.Service.Manager.Pages.Http;

/// <summary>One request for a page: who asks, what they may, and the ways to answer.</summary>
internal sealed class PageCall(HttpContext context, ManagerParts parts, PageAssets assets)
{
    public HttpContext Context { get; } = context;

    public ManagerParts Parts { get; } = parts;

    /// <summary>The cluster as this caller may use it.</summary>
    public ICluster Cluster => Context.Cluster();

    public ClusterCaller Caller => Context.Caller();

    /// <summary>What is known now, without network or disk.</summary>
    public ClusterSnapshot Seen { get; } = parts.Watch.Now;

    public DateTimeOffset Now { get; } = parts.Time.GetUtcNow();

    public CancellationToken Stop => Context.RequestAborted;

    /// <summary>What a form has in its field <c>csrf</c>.</summary>
    public string Proof { get; } = Csrf.TokenFor(context);

    /// <summary>Whether a page that is open already looks for what changed: what it follows by itself is not read again.</summary>
    public bool IsLook => Context.Request.Headers.ContainsKey("X-Look");

    /// <summary>A part of the path.</summary>
    public string Route(string name) => (string)Context.Request.RouteValues[name]!;

    public string? Query(string name) => Context.Request.Query[name].ToString() is { Length: > 0 } value ? value : null;

    /// <summary>Whether the caller may use a method; what they may not is not offered to them.</summary>
    public bool May(string method) => Context.May(method);

    /// <summary>Whether the caller may change something by this method, through this manager; where owners may, something with these owners.</summary>
    public bool MayChange(string method, params IReadOnlyList<string> owners) => !Parts.Options.ReadOnly && Context.May(method, owners);

    public PageShell Shell(string title) => new()
    {
        Title = title,
        Navigation = Navigation.Of(this),
        Caller = Caller.Proof == CallerProof.None ? null : Caller.Name,
        CanSignOut = Caller.Proof == CallerProof.Token,
        Proof = Proof,
        IsReadOnly = Parts.Options.ReadOnly,
        Version = Roles.Version,
        Host = Environment.MachineName,
        Now = Now,
        Style = assets.Style.Path,
        Script = assets.Script.Path,
        Icon = assets.Icon.Path,
    };

    /// <summary>Answers with a page.</summary>
    public async Task ShowAsync<TView, TModel>(PageShell shell, TModel model, int status = StatusCodes.Status200OK)
        where TView : IComponent
    {
        Begin(status);
        await PageRenderer.RenderAsync<TView, TModel>(shell, model, Context.Response.BodyWriter);
        await Context.Response.BodyWriter.FlushAsync(Stop);
    }

    /// <summary>Answers with a page that has a hole: what is before it goes out at once, what belongs into it as it comes.</summary>
    /// <param name="shell">What is around it.</param>
    /// <param name="model">Its model; its view shows a <see cref="Views.Hole"/>.</param>
    /// <param name="fillAsync">Fills the hole.</param>
    public async Task StreamAsync<TView, TModel>(PageShell shell, TModel model, Func<PagePieces, Task> fillAsync)
        where TView : IComponent
    {
        Begin(StatusCodes.Status200OK);
        var page = new ArrayBufferWriter<byte>(16 * 1024);
        await PageRenderer.RenderAsync<TView, TModel>(shell, model, page);
        var hole = page.WrittenSpan.IndexOf(PagePieces.Marker);
        await WriteAsync(page.WrittenMemory[..hole]);
        await fillAsync(new PagePieces(Context));
        await WriteAsync(page.WrittenMemory[(hole + PagePieces.Marker.Length)..]);
    }

    private void Begin(int status)
    {
        PageHeaders.Set(Context.Response);
        Context.Response.StatusCode = status;
        Context.Response.ContentType = "text/html; charset=utf-8";
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await Context.Response.BodyWriter.WriteAsync(bytes, Stop);
}
