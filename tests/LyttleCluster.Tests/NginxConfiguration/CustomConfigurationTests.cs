using LyttleCluster.Core.NginxConfiguration;

namespace LyttleCluster.Tests.NginxConfiguration;

public class CustomConfigurationTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  # nothing\n", "")]
    [InlineData("  add_header X-Demo yes;", "add_header X-Demo yes;")]
    [InlineData("add_header X-Demo \"a b; {c}\" always;", "add_header X-Demo \"a b; {c}\" always;")]
    [InlineData("add_header X 'it\\'s \"so\" \\\\ #1';", "add_header X \"it's \\\"so\\\" \\\\ #1\";")]
    [InlineData("add_header X \"\";", "add_header X \"\";")]
    [InlineData("add_header X $host; # c\nadd_header Y \"${scheme}://$host\";", "add_header X $host;\nadd_header Y \"${scheme}://$host\";")]
    [InlineData("client_max_body_size 50m;expires modified -1d;gzip off;", "client_max_body_size 50m;\nexpires modified -1d;\ngzip off;")]
    [InlineData("location=/a{return 204;}", null)]
    [InlineData("location =/a{return 204;}", "location = /a {\n  return 204;\n}")]
    [InlineData("location ^~/a { expires @15h30m; }", "location ^~ /a {\n  expires @15h30m;\n}")]
    [InlineData("location /f/ { alias /srv//f; autoindex on; index a.html b.html; default_type text/plain; }", "location /f/ {\n  alias /srv/f/;\n  autoindex on;\n  index a.html b.html;\n  default_type text/plain;\n}")]
    [InlineData("location /s { root '/srv/a b'; try_files $uri $uri/ /index.html =404; }", "location /s {\n  root \"/srv/a b\";\n  try_files $uri $uri/ /index.html =404;\n}")]
    [InlineData("location = /r { return 301 https://$host$request_uri; }", "location = /r {\n  return 301 https://$host$request_uri;\n}")]
    [InlineData("location = /r { return https://other.test/x; }", "location = /r {\n  return https://other.test/x;\n}")]
    [InlineData("location = / { return 200 'Grüße, {you}'; }", "location = / {\n  return 200 \"Grüße, {you}\";\n}")]
    [InlineData("proxy_read_timeout 300s; proxy_send_timeout 500ms; proxy_connect_timeout 5; proxy_buffering off; client_body_timeout 1h;", "proxy_read_timeout 300s;\nproxy_send_timeout 500ms;\nproxy_connect_timeout 5;\nproxy_buffering off;\nclient_body_timeout 1h;")]
    public void Allowed_directives_have_one_form(string given, string? normal)
    {
        var custom = CustomConfiguration.Parse(given, out var why);
        Assert.Equal(normal, custom?.ToString());
        Assert.Equal(normal is null, why is not null);
        if (normal is not null) Assert.Equal(normal, CustomConfiguration.Parse(normal, out _)!.ToString());
    }

    [Theory]
    [InlineData("evil on;")]
    [InlineData("lua_code_cache off;")]
    [InlineData("include /etc/passwd;")]
    [InlineData("proxy_pass http://evil;")]
    [InlineData("listen 22;")]
    [InlineData("server_name evil.test;")]
    [InlineData("access_log /etc/cron.d/x;")]
    [InlineData("server { }")]
    [InlineData("if ($host) { return 200; }")]
    [InlineData("root /;")]
    [InlineData("return 200;")]
    [InlineData("add_header X y")]
    [InlineData("add_header X y; }")]
    [InlineData("} server { listen 80;")]
    [InlineData("add_header X y; } server { listen 80; location / { return 200; }")]
    [InlineData("location /a {")]
    [InlineData("location /a { return 204; ")]
    [InlineData("location /a { return 204 }")]
    [InlineData("location /a { location /a/b { return 204; } }")]
    [InlineData("location /a;")]
    [InlineData("{}")]
    [InlineData(";")]
    [InlineData("add_header X \"y;")]
    [InlineData("add_header X 'y\";")]
    [InlineData("add_header X \"a\"b;")]
    [InlineData("add_header X a\"b;")]
    [InlineData("add_header X a}b;")]
    [InlineData("add_header X \"a\\nSet-Cookie: b\";")]
    [InlineData("add_header X \"a\\r\";")]
    [InlineData("add_header X \"a\nb\";")]
    [InlineData("add_header X a\0b;")]
    [InlineData("add_header X a\u001bb;")]
    [InlineData("add_header X a\u2028b;")]
    [InlineData("add_header X a\ud800b;")]
    [InlineData("add_header X $uri;")]
    [InlineData("add_header X $http_cookie;")]
    [InlineData("add_header X $;")]
    [InlineData("add_header X a$;")]
    [InlineData("add_header X $1;")]
    [InlineData("add_header X ${host;")]
    [InlineData("add_header X ${};")]
    [InlineData("add_header X ${ho st};")]
    [InlineData("add_header X: y;")]
    [InlineData("add_header $host y;")]
    [InlineData("add_header X y sometimes;")]
    [InlineData("add_header X;")]
    [InlineData("add_header Content-Length 5;")]
    [InlineData("client_max_body_size;")]
    [InlineData("client_max_body_size -1;")]
    [InlineData("client_max_body_size 1mm;")]
    [InlineData("client_max_body_size $args;")]
    [InlineData("client_max_body_size 1m; client_max_body_size 2m;")]
    [InlineData("expires @24h;")]
    [InlineData("expires --1;")]
    [InlineData("expires tomorrow;")]
    [InlineData("gzip maybe;")]
    [InlineData("proxy_read_timeout -1;")]
    [InlineData("proxy_read_timeout 999999999999;")]
    [InlineData("location / { return 204; }")]
    [InlineData("location ^~ / { return 204; }")]
    [InlineData("location ~ \\.php$ { return 204; }")]
    [InlineData("location ~* x { return 204; }")]
    [InlineData("location ~/x { return 204; }")]
    [InlineData("location @name { return 204; }")]
    [InlineData("location a { return 204; }")]
    [InlineData("location /$host { return 204; }")]
    [InlineData("location \"/a b\" { return 204; }")]
    [InlineData("location /a/../b { return 204; }")]
    [InlineData("location //a { return 204; }")]
    [InlineData("location = /.well-known/lyttle-cluster { return 204; }")]
    [InlineData("location /.well-known/lyttle-cluster { return 204; }")]
    [InlineData("location /a { return 204; } location /a { return 204; }")]
    [InlineData("location /a { return 204; } location ^~ /a { return 204; }")]
    [InlineData("location = /a { return 204; } location =/a { return 204; }")]
    [InlineData("location /a { return 204; return 205; }")]
    [InlineData("location /a { evil on; }")]
    [InlineData("location /a { listen 80; }")]
    [InlineData("location /a { alias relative; }")]
    [InlineData("location /a { root /srv/../etc; }")]
    [InlineData("location /a { root /srv/$host; }")]
    [InlineData("location /a { root /srv; alias /srv/; }")]
    [InlineData("location /a { alias /srv/a/; }")]
    [InlineData("location /a/ { alias /srv/a; index ../x; }")]
    [InlineData("location /a/ { alias /srv/a; index /etc/passwd; }")]
    [InlineData("location /a/ { root /srv; try_files $uri; }")]
    [InlineData("location /a/ { root /srv; try_files $uri /../x; }")]
    [InlineData("location /a/ { root /srv; try_files $uri @up; }")]
    [InlineData("location /a/ { root /srv; try_files $arg_file =404; }")]
    [InlineData("location /a { return 99; }")]
    [InlineData("location /a { return 301; }")]
    [InlineData("location /a { return 301 javascript:alert(1); }")]
    [InlineData("location /a { return 301 //evil.test/; }")]
    [InlineData("location /a { return 301 https://a:b@evil.test/; }")]
    [InlineData("location /a { return 301 https://other.test$uri; }")]
    [InlineData("location /a { return 301 $request_uri; }")]
    [InlineData("location /a { return 302 $args; }")]
    [InlineData("location /a { return 302 https://$args/; }")]
    [InlineData("location /a { return javascript:alert(1); }")]
    public void What_is_not_allowed_is_refused_with_a_reason(string given)
    {
        Assert.Null(CustomConfiguration.Parse(given, out var why));
        Assert.False(string.IsNullOrEmpty(why));
        Assert.Equal(["DomainCustomConfigurationInvalid"], (Entries.Proxy() with { Custom = given }).Wrong());
    }

    [Fact]
    public void Files_without_a_folder_need_a_root()
    {
        Assert.Equal(["DomainCustomConfigurationInvalid"], (Entries.Proxy() with { Custom = "location /a { autoindex on; }" }).Wrong());
        Assert.Equal(["DomainCustomConfigurationInvalid"], (Entries.Proxy() with { Custom = "try_files $uri /index.html;" }).Wrong());
        Assert.Empty((Entries.Root() with { Custom = "index start.html; try_files $uri /start.html; location /a { autoindex on; }" }).Wrong());
    }

    [Fact]
    public void The_folders_that_are_used_are_named() => Assert.Equal(
        ["/srv/a/", "/srv/b"],
        CustomConfiguration.PathsOf((Entries.Proxy() with { Custom = "location /a/ { alias /srv/a; } gzip on; location /b { root /srv/b/; } location /c { return 204; }" }).Normal()));
}
