using LyttleCluster.Service.Logging;
using LyttleCluster.Service.Manager.Http;

namespace LyttleCluster.Service.Manager.Access;

/// <summary>Signing in with a token, for browsers, and out. The page with the form is <c>GET /sign-in</c>; its fields are <c>token</c>, <c>csrf</c> and <c>return</c>, a path to go on to.</summary>
internal sealed class SignIn
{
    private readonly Identification _identification;
    private readonly BrowserSessions _sessions;
    private readonly Gate _gate;
    private readonly ServiceLog _log;

    public SignIn(Identification identification, BrowserSessions sessions, Gate gate, ServiceLog log)
    {
        (_identification, _sessions, _gate, _log) = (identification, sessions, gate, log);
        Routes = [ManagerRoute.Post("/sign-in", null, SignInAsync), ManagerRoute.Post("/sign-out", null, SignOutAsync)];
    }

    public IReadOnlyList<ManagerRoute> Routes { get; }

    private async Task SignInAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (token, refusal) = _identification.Check(context, form["token"].ToString().Trim());
        if (token is null)
        {
            await _gate.RefuseAsync(context, refusal!);
            return;
        }

        // A session of before, perhaps somebody else's, does not go on beside it.
        if (context.Session() is { } before) _sessions.Close(before);
        SessionCookie.Set(context, _sessions.Open(token));
        _log.Info("Signed in.", ("caller", token.Name), ("address", context.Connection.RemoteIpAddress));
        SeeOther(context, ReturnPath(form["return"].ToString()));
    }

    private Task SignOutAsync(HttpContext context)
    {
        if (context.Session() is { } session)
        {
            _sessions.Close(session);
            _log.Info("Signed out.", ("caller", context.Caller().Name));
        }

        SessionCookie.Clear(context);
        SeeOther(context, "/sign-in");
        return Task.CompletedTask;
    }

    private static void SeeOther(HttpContext context, string path)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
        context.Response.Headers.CacheControl = "no-store";
    }

    /// <summary>Only a path of ours: anything else would let a link here end at somebody else's page.</summary>
    internal static string ReturnPath(string given) =>
        given.StartsWith('/') && given.Length < 2048 && !given.StartsWith("//", StringComparison.Ordinal) && !given.Contains('\\', StringComparison.Ordinal) && given.All(c => c is > ' ' and < '\u007F') ? given : "/";
}
