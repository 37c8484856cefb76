using System.Security.Cryptography.X509Certificates;

namespace LyttleCluster.Core.Services;

/// <summary>Waits until a manager that was just started says that it is ready.</summary>
internal static class ManagerReadiness
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks <c>/readiness</c> until it says 200.</summary>
    /// <param name="uri">Where it listens.</param>
    /// <param name="certificatePath">The certificate that it was started with: it is the one to be shown, whatever its names are.</param>
    /// <param name="ended">Ends when the process does.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task WaitAsync(Uri uri, string? certificatePath, Task ended, CancellationToken cancellationToken)
    {
        using var expected = certificatePath is null ? null : X509CertificateLoader.LoadCertificateFromFile(certificatePath);
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => expected is not null && shown is not null && expected.GetCertHashString() == shown.GetCertHashString();
        using var client = new HttpClient(handler) { BaseAddress = uri };
        while (!ended.IsCompleted && !await IsReadyAsync(client, cancellationToken)) await Task.Delay(Pause, cancellationToken);
    }

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/readiness", UriKind.Relative), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
