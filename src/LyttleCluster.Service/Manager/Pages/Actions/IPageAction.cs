using LyttleCluster.Service.Manager.Pages.Http;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>Something that can be done from a page: asked first, with what it would do, then done.</summary>
internal interface IPageAction
{
    /// <summary>Its address.</summary>
    string Pattern { get; }

    /// <summary>The method a caller must be allowed.</summary>
    string Method { get; }

    /// <summary>Shows its form, or what it would do. Changes nothing.</summary>
    Task AskAsync(PageCall call);

    /// <summary>Takes its form: shows what it would do, or does what was agreed to.</summary>
    Task TakeAsync(PageCall call);
}
