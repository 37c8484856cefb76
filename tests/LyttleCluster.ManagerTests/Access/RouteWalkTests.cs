using System.Net;
using System.Text.RegularExpressions;
using LyttleCluster.Core;
using LyttleCluster.Core.Access;
using LyttleCluster.Service.Manager.Http;
using Microsoft.AspNetCore.Http;

namespace LyttleCluster.ManagerTests.Access;

/// <summary>Every route of the manager, and every method there is, with every kind of caller.</summary>
public sealed partial class RouteWalkTests
{
    /// <summary>What anybody may call without any proof. A new route without a method fails here until somebody decides that it belongs among these.</summary>
    private static readonly string[] Open = ["/healthz", "/readiness", "/sign-in", "/sign-out", "/api/v1", "/api/v1/openapi.json"];

    /// <summary>The same for everything below a path.</summary>
    private static readonly string[] OpenBelow = ["/assets/", "/join/"];

    // The table of rights, written down a second time: what a role may is seen to change here.
    private static readonly string[] PublicMethods =
    [
        "Containers.Get", "Containers.Wait", "Domains.Get", "Manager.GetStatus", "Nginx.GetStatus", "Nodes.Get", "Nodes.Wait", "Overview.Get", "Overview.Watch",
    ];

    private static readonly string[] ViewerMethods =
    [
        .. PublicMethods, "Alerts.Get", "Containers.GetUsage", "Containers.ReadLog", "Containers.TestPort", "Domains.Compare", "Domains.Render", "Domains.Test", "Events.Get", "Events.Watch",
        "Manager.GetMetrics", "Manager.ReadLog", "Nginx.ReadLog", "Nginx.Test", "Nodes.Test", "Operations.Get", "Operations.GetLocks",
    ];

    private static readonly string[] OperatorMethods =
    [
        .. ViewerMethods, "Alerts.Suspend", "Containers.Remove", "Containers.Restart", "Containers.Start", "Containers.Stop", "Nginx.Reload", "Nodes.Resume", "Nodes.Suspend",
    ];

    /// <summary>Owners may come as far as the cluster itself, which looks at what they own.</summary>
    private static readonly string[] OwnerMethods =
    [
        "Containers.Restart", "Containers.Start", "Containers.Stop", "Domains.Publish", "Domains.Remove", "Domains.Set", "Nginx.Reload", "Nodes.Resume", "Nodes.Suspend",
    ];

    [Fact]
    public void The_roles_are_the_sets_that_were_decided()
    {
        Assert.Equal(PublicMethods.Order(StringComparer.Ordinal), AccessMethod.All.Where(method => method.IsPublic).Select(method => method.Name).Order(StringComparer.Ordinal));
        Assert.Equal(ViewerMethods.Order(StringComparer.Ordinal), AccessRoles.MethodsOf(AccessRole.Viewer).Order(StringComparer.Ordinal));
        Assert.Equal(OperatorMethods.Order(StringComparer.Ordinal), AccessRoles.MethodsOf(AccessRole.Operator).Order(StringComparer.Ordinal));
        Assert.Equal(OwnerMethods, AccessMethod.All.Where(method => method.Owned != OwnedObject.None).Select(method => method.Name).Order(StringComparer.Ordinal));
        Assert.Equal(AccessMethod.All.Count, AccessRoles.MethodsOf(AccessRole.Admin).Count);
    }

    [Fact]
    public async Task Each_route_declares_a_method_or_is_known_to_be_open()
    {
        await using var manager = await RunningManager.StartAsync();
        foreach (var route in manager.Server.Routes)
        {
            if (route.Access is null) Assert.True(Open.Contains(route.Pattern) || OpenBelow.Any(known => route.Pattern.StartsWith(known, StringComparison.Ordinal)), $"{route.Verb} {route.Pattern} declares no method.");
            else Assert.NotNull(AccessMethod.Find(route.Access));
        }
    }

    [Fact]
    public async Task Every_caller_gets_what_they_may_and_nothing_else_at_every_route()
    {
        ManagerRoute[] real;
        await using (var manager = await RunningManager.StartAsync()) real = [.. manager.Server.Routes.Where(route => route.Access is not null)];
        // The routes as they are, but that nothing happens behind them; and one for each method, whether or not a route uses it.
        ManagerRoute[] routes =
        [
            .. real.Select(route => route with { Handler = context => context.Response.WriteAsync(context.Caller().Name) }),
            .. AccessMethod.All.SelectMany(method => new[] { GateHost.Answering("GET", $"/walk/{method.Name}", method.Name), GateHost.Answering("POST", $"/walk/{method.Name}", method.Name) }),
        ];
        await using var host = await GateHost.TlsAsync(routes);
        foreach (var caller in await CallersAsync(host))
        {
            foreach (var route in routes)
            {
                using var request = new HttpRequestMessage(new HttpMethod(route.Verb), Parameter().Replace(route.Pattern, "x"));
                using var answer = await caller.Client.SendAsync(request);
                var expected = caller.Refused ?? (caller.Methods.Contains(route.Access!) ? HttpStatusCode.OK : caller.Otherwise);
                Assert.True(expected == answer.StatusCode, $"{caller.Name}: {route.Verb} {route.Pattern} ({route.Access}) gave {answer.StatusCode}, not {expected}: {await answer.Content.ReadAsStringAsync()}");
                if (answer.StatusCode == HttpStatusCode.OK) Assert.Equal(caller.Name, await answer.Content.ReadAsStringAsync());
            }

            caller.Client.Dispose();
        }
    }

    [Fact]
    public async Task On_loopback_without_TLS_whoever_is_there_may_everything_and_a_bad_token_still_nothing()
    {
        await using var host = await GateHost.PlainAsync([.. AccessMethod.All.Select(method => GateHost.Answering("GET", $"/walk/{method.Name}", method.Name))]);
        using var local = host.Client();
        using var viewer = host.ClientWithToken(await host.TokenAsync("v", AccessRole.Viewer));
        using var wrong = host.ClientWithToken("lyttle_wrong");
        foreach (var method in AccessMethod.All)
        {
            Assert.Equal("local", await local.GetStringAsync($"/walk/{method.Name}"));
            using var asViewer = await viewer.GetAsync($"/walk/{method.Name}");
            Assert.Equal(ViewerMethods.Contains(method.Name) || OwnerMethods.Contains(method.Name) ? HttpStatusCode.OK : HttpStatusCode.Forbidden, asViewer.StatusCode);
        }

        using var refused = await wrong.GetAsync("/walk/Nodes.Get");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Contains("ManagerOpenOnLoopback", host.Log.ToString(), StringComparison.Ordinal);
    }

    private static async Task<List<Caller>> CallersAsync(GateHost host)
    {
        var ssl = host.Ssl!;
        ssl.User("granted", "ca", methods: "Nodes.* Domains.[!P]*", groups: "web-team");
        ssl.User("plain", "ca");
        ssl.User("identity", "idca", methods: "*");
        ssl.User("foreign", "stranger", methods: "*");
        ssl.User("old", "ca", "*", null, "clientAuth", null, null, "20200101000000Z", "20210101000000Z");
        ssl.User("young", "ca", "*", null, "clientAuth", null, null, "20500101000000Z", "20510101000000Z");
        ssl.User("revoked", "ca", methods: "*");
        ssl.User("serving", "ca", methods: "*", usage: "serverAuth");
        ssl.User("stored", "idca", methods: "*");
        ssl.User("grouped", "idca", groups: "night-shift");
        await host.ApplyAsync(new RevokeAccess { Kind = AccessKind.Certificate, Names = [ssl.Run("x509", "-in", "revoked.pem", "-noout", "-fingerprint", "-sha256").Split('=')[1].Trim()] });
        await host.ApplyAsync(new GrantAccess { Kind = AccessKind.User, Name = "stored", Methods = ["Alerts.*"] });
        await host.ApplyAsync(new GrantAccess { Kind = AccessKind.Group, Name = "night-shift", Role = AccessRole.Operator });
        // A token is not the user of its name.
        await host.ApplyAsync(new GrantAccess { Kind = AccessKind.User, Name = "viewer", Role = AccessRole.Admin });

        string[] known = [.. PublicMethods, .. OwnerMethods];
        string[] all = [.. AccessMethod.All.Select(method => method.Name)];
        return
        [
            Refused("anonymous", host.Client()),
            Refused("foreign", host.Client("foreign")),
            Refused("old", host.Client("old")),
            Refused("young", host.Client("young")),
            Refused("revoked", host.Client("revoked")),
            Refused("serving", host.Client("serving")),
            Refused("expired", host.ClientWithToken(await host.StoredTokenAsync("expired", AccessRole.Admin, DateTimeOffset.UtcNow.AddMinutes(-1)))),
            Refused("join", host.ClientWithToken(await host.TokenAsync("join", isJoin: true))),
            Allowed("viewer", host.ClientWithToken(await host.TokenAsync("viewer", AccessRole.Viewer)), [.. known, .. ViewerMethods]),
            Allowed("operator", host.ClientWithToken(await host.TokenAsync("operator", AccessRole.Operator)), [.. known, .. OperatorMethods]),
            Allowed("admin", host.ClientWithToken(await host.TokenAsync("admin", AccessRole.Admin)), all),
            Allowed("granted", host.Client("granted"), [.. known, .. all.Where(name => name.StartsWith("Nodes.", StringComparison.Ordinal) || (name.StartsWith("Domains.", StringComparison.Ordinal) && name != "Domains.Publish"))]),
            Allowed("plain", host.Client("plain"), known),
            Allowed("identity", host.Client("identity"), known),
            Allowed("stored", host.Client("stored"), [.. known, "Alerts.Get", "Alerts.Suspend"]),
            Allowed("grouped", host.Client("grouped"), [.. known, .. OperatorMethods]),
        ];
    }

    private static Caller Refused(string name, HttpClient client) => new(name, client, [], HttpStatusCode.Unauthorized, default);

    private static Caller Allowed(string name, HttpClient client, string[] methods) => new(name, client, methods, null, HttpStatusCode.Forbidden);

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    private sealed record Caller(string Name, HttpClient Client, string[] Methods, HttpStatusCode? Refused, HttpStatusCode Otherwise);
}
