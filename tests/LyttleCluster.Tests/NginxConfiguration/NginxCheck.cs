using LyttleCluster.TestPeers;

namespace LyttleCluster.Tests.NginxConfiguration;

/// <summary>A folder in which a real nginx checks what was rendered, with a certificate that entries can name.</summary>
internal sealed class NginxCheck : IAsyncDisposable
{
    private readonly PeerFolder _folder;

    private NginxCheck(PeerFolder folder)
    {
        _folder = folder;
        using var authority = new TestAuthority("rendered");
        Tls = authority.WriteFiles(folder.File("tls"), ["rendered.test"]);
    }

    public TlsFiles Tls { get; }

    public static async Task<NginxCheck> CreateAsync() => new(await PeerFolder.CreateAsync());

    /// <summary>What `nginx -t` says to a text in the http context; null when it takes it.</summary>
    public async Task<string?> WhyNotAsync(string text)
    {
        await File.WriteAllTextAsync(_folder.File("rendered.conf"), text);
        await File.WriteAllTextAsync(_folder.File("nginx.conf"), $$"""
            pid {{_folder.File("nginx.pid")}};
            error_log stderr;
            events { }
            http {
                access_log off;
                server_names_hash_max_size 65536;
                server_names_hash_bucket_size 512;
                client_body_temp_path {{_folder.File("body")}};
                proxy_temp_path {{_folder.File("proxy")}};
                fastcgi_temp_path {{_folder.File("fastcgi")}};
                scgi_temp_path {{_folder.File("scgi")}};
                uwsgi_temp_path {{_folder.File("uwsgi")}};
                include {{_folder.File("rendered.conf")}};
            }

            """);
        var result = await Command.RunAsync(NginxServer.Executable, ["-t", "-q", "-c", _folder.File("nginx.conf")]);
        return result.ExitCode == 0 ? null : result.Error;
    }

    public async ValueTask DisposeAsync() => await _folder.RemoveAsync();
}
