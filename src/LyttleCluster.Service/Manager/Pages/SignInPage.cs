using LyttleCluster.Service.Manager.Access;
using LyttleCluster.Service.Manager.Pages.Http;
using LyttleCluster.Service.Manager.Pages.Lists;
using LyttleCluster.Service.Manager.Pages.Views;

namespace LyttleCluster.Service.Manager.Pages;

/// <summary>The page for signing in with a token: by its own address, and wherever nobody known may go on.</summary>
internal static class SignInPage
{
    public const string Address = "/sign-in";

    /// <param name="call">The request.</param>
    /// <param name="refusal">Why a try was refused; null: nobody tried yet.</param>
    public static Task ShowAsync(PageCall call, AccessRefusal? refusal)
    {
        var request = call.Context.Request;
        var status = refusal?.Status ?? StatusCodes.Status200OK;
        var view = new SignInView(
            refusal is null ? null : new NoticeView(refusal.Error.Message, refusal.Error.Remedy, request.Path == Address ? Tone.Bad : Tone.Doubtful),
            call.Proof,
            ReturnTo(request));
        return call.ShowAsync<SignInForm, SignInView>(call.Shell("Sign in"), view, status);
    }

    /// <summary>Where to go on: the page that was asked for, if it was asked for and not sent to.</summary>
    private static string ReturnTo(HttpRequest request) =>
        request.Path == Address || !HttpMethods.IsGet(request.Method) ? request.Query["return"].ToString() is { Length: > 0 } path ? path : "/" : request.Path.ToUriComponent() + request.QueryString.ToUriComponent();
}

/// <summary>The page for signing in.</summary>
/// <param name="Trouble">Why a try was refused; null: nobody tried yet.</param>
/// <param name="Proof">Proves that the form is ours.</param>
/// <param name="Return">Where to go on.</param>
public sealed record SignInView(NoticeView? Trouble, string Proof, string Return);
