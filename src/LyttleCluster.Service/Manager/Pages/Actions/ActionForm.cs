using LyttleCluster.Service.Manager.Pages.Http;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>Reads what a form sent. That it is one of ours was seen before it came here.</summary>
internal static class ActionForm
{
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(PageCall call)
    {
        if (!call.Context.Request.HasFormContentType) throw PageErrors.FormInvalid();
        IFormCollection form;
        try
        {
            form = await call.Context.Request.ReadFormAsync(call.Stop);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or BadHttpRequestException)
        {
            throw PageErrors.FormInvalid();
        }

        return form.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
    }
}
