using System.Security.Cryptography;

namespace LyttleCluster.Service.Manager.Pages.Http;

/// <summary>The files that pages need: parts of this program, each under an address that changes with what it holds, so that browsers keep it for good.</summary>
internal sealed class PageAssets
{
    public PageAsset Style { get; } = PageAsset.Read("site.css", "text/css; charset=utf-8");

    public PageAsset Script { get; } = PageAsset.Read("live.js", "text/javascript; charset=utf-8");

    public PageAsset Icon { get; } = PageAsset.Read("icon.svg", "image/svg+xml");

    public IReadOnlyList<PageAsset> All => [Style, Script, Icon];
}

/// <summary>One of them.</summary>
/// <param name="Path">Its address.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="ETag">Names what it holds.</param>
/// <param name="Bytes">What it holds.</param>
internal sealed record PageAsset(string Path, string ContentType, string ETag, byte[] Bytes)
{
    private const string ForGood = "public, max-age=31536000, immutable";

    public static PageAsset Read(string name, string contentType)
    {
        using var stream = typeof(PageAsset).Assembly.GetManifestResourceStream("pages/" + name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        return new PageAsset($"/assets/{System.IO.Path.GetFileNameWithoutExtension(name)}.{hash}{System.IO.Path.GetExtension(name)}", contentType, $"\"{hash}\"", bytes);
    }

    public Task ServeAsync(HttpContext context)
    {
        PageHeaders.Set(context.Response);
        context.Response.Headers.CacheControl = ForGood;
        context.Response.Headers.ETag = ETag;
        if (context.Request.Headers.IfNoneMatch.ToString() == ETag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = ContentType;
        context.Response.ContentLength = Bytes.Length;
        return context.Response.Body.WriteAsync(Bytes, context.RequestAborted).AsTask();
    }
}
