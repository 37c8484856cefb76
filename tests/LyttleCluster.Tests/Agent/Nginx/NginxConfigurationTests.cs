using LyttleCluster.Service.Agent.Nginx;
using LyttleCluster.Service.Agent.Nginx.Configuration;

namespace LyttleCluster.Tests.Agent.Nginx;

/// <summary>What <c>nginx -V</c> and <c>nginx -T</c> write, as captured from 1.22.1.</summary>
public sealed class NginxConfigurationTests
{
    private const string Version = """
        nginx version: nginx/1.22.1
        built with OpenSSL 3.0.20 7 Apr 2026 (running with OpenSSL 3.0.19 27 Jan 2026)
        TLS SNI support enabled
        configure arguments: --with-cc-opt='-g -O2 -Wdate-time -D_FORTIFY_SOURCE=2' --prefix=/usr/share/nginx --conf-path=/etc/nginx/nginx.conf --http-log-path=/var/log/nginx/access.log --error-log-path=stderr --lock-path=/var/lock/nginx.lock --pid-path=/run/nginx.pid --with-debug
        """;

    private static readonly NginxBuild Build = NginxBuild.Parse(Version);

    [Fact]
    public void The_build_names_its_version_and_paths() => Assert.Equal(
        ("1.22.1", "/usr/share/nginx", "/etc/nginx/nginx.conf", "/run/nginx.pid", "stderr", "/var/log/nginx/access.log"),
        (Build.Version, Build.Prefix, Build.ConfigurationFile, Build.PidFile, Build.ErrorLog, Build.AccessLog));

    [Fact]
    public void A_build_without_paths_has_those_of_the_source()
    {
        var build = NginxBuild.Parse("nginx version: openresty/1.25.3.1\nconfigure arguments: --with-pcre");
        Assert.Equal(("1.25.3.1", "/usr/local/nginx/conf/nginx.conf", "/usr/local/nginx/logs/nginx.pid"), (build.Version, build.ConfigurationFile, build.PidFile));
        Assert.Null(NginxBuild.Parse("sh: 1: nginx: not found").Version);
    }

    [Fact]
    public void The_layout_of_a_usual_configuration()
    {
        var layout = Layout("""
            # configuration file /etc/nginx/nginx.conf:
            user www-data; # a ; and a } in a comment
            pid run/own.pid;
            error_log /var/log/nginx/error.log;
            include modules-enabled/*.conf;
            events { worker_connections 768; }
            http {
            	log_format json escape=json '{ "time": "$time_iso8601", "x": "${arg_a}" }';
            	access_log /var/log/nginx/access.log combined;
            	content_by_lua_block { local t = { a = "}" } -- don't
            	}
            	include /etc/nginx/mime.types;
            	include /etc/nginx/sites-enabled/*;
            	include conf.d/*.conf;
            }

            # configuration file /etc/nginx/sites-enabled/default:
            server {
            	listen 80 default_server;
            	listen [::]:8443 ssl;
            	listen 127.0.0.1:61234;
            	listen unix:/run/x.sock;
            	listen 10.0.0.1;
            	access_log off;
            	error_log logs/site.log warn;
            	location / { access_log "/var/log/nginx/a b.log"; rewrite ^/(.{2}) /x; }
            	location /b { access_log /var/log/$host.log; access_log syslog:server=1.2.3.4; error_log syslog:server=x; }
            }

            """);
        Assert.Equal(("/etc/nginx/nginx.conf", "/usr/share/nginx/run/own.pid", "/etc/nginx/conf.d/lyttle-cluster-release.conf"), (layout.MainFile, layout.PidFile, layout.SnippetFile));
        Assert.Equal([80, 8443, 61234], layout.Ports.Order());
        Assert.Equal(
            [
                new LogTarget(NginxLogStream.Error, LogTargetKind.File, "/var/log/nginx/error.log"),
                new LogTarget(NginxLogStream.Error, LogTargetKind.File, "/usr/share/nginx/logs/site.log"),
                new LogTarget(NginxLogStream.Error, LogTargetKind.Syslog, null),
                new LogTarget(NginxLogStream.Access, LogTargetKind.File, "/var/log/nginx/access.log"),
                new LogTarget(NginxLogStream.Access, LogTargetKind.File, "/var/log/nginx/a b.log"),
                new LogTarget(NginxLogStream.Access, LogTargetKind.Syslog, null),
            ],
            layout.Logs);
    }

    [Fact]
    public void Without_a_word_about_logs_those_of_the_build_count()
    {
        var layout = Layout("# configuration file /etc/nginx/nginx.conf:\nhttp { }\n");
        Assert.Equal(
            [new LogTarget(NginxLogStream.Error, LogTargetKind.StandardError, null), new LogTarget(NginxLogStream.Access, LogTargetKind.File, "/var/log/nginx/access.log")],
            layout.Logs);
        Assert.Equal(("/run/nginx.pid", null), (layout.PidFile, layout.SnippetFile));
    }

    [Theory]
    [InlineData("include sites-enabled/*;", "/etc/nginx/sites-enabled/lyttle-cluster-release.conf")]
    [InlineData("include /srv/*.vhost;", "/srv/lyttle-cluster-release.vhost")]
    [InlineData("include sites/*/nginx.conf;", null)]
    [InlineData("include mime.types;", null)]
    public void The_release_goes_where_http_would_include_it(string include, string? file) =>
        Assert.Equal(file, Layout($"# configuration file /etc/nginx/nginx.conf:\nhttp {{ {include} }}\n").SnippetFile);

    [Fact]
    public void An_unfinished_configuration_is_read_as_far_as_it_goes() =>
        Assert.Equal("/x.pid", Layout("# configuration file /etc/nginx/nginx.conf:\npid /x.pid; http { server { listen 80; location / { \"open").PidFile);

    [Fact]
    public void What_is_no_dump_is_none() => Assert.Null(ConfigurationFiles.FromDump("nginx: [emerg] unknown directive"));

    [Theory]
    [InlineData("/a/*.conf", "/a/b.conf", true)]
    [InlineData("/a/*.conf", "/a/.b.conf", false)]
    [InlineData("/a/*.conf", "/a/b/c.conf", false)]
    [InlineData("/a/[0-9]?-*", "/a/10-x", true)]
    [InlineData("/a/[!0-9]", "/a/1", false)]
    [InlineData("/a/b+c", "/a/b+c", true)]
    public void Patterns_are_those_of_glob(string pattern, string path, bool matches) => Assert.Equal(matches, NginxPaths.Matches(pattern, path));

    private static NginxLayout Layout(string dump) => NginxLayout.From(ConfigurationFiles.FromDump(dump)!, Build);
}
