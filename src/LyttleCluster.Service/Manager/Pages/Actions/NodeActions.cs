using LyttleCluster.Core;
using LyttleCluster.Service.Manager.Pages.Http;

namespace LyttleCluster.Service.Manager.Pages.Actions;

/// <summary>Takes nodes out of use and into it, and lets an agent become one.</summary>
internal static class NodeActions
{
    public static IPageAction Suspend { get; } = Action("suspend", "Nodes.Suspend", "Suspend", node => new SuspendNode { Nodes = [node] });

    public static IPageAction Resume { get; } = Action("resume", "Nodes.Resume", "Resume", node => new ResumeNode { Nodes = [node] });

    public static IPageAction Approve { get; } = new PageAction<ClusterNode>
    {
        Pattern = "/agents/{join}/approve",
        Method = "Nodes.Add",
        Title = _ => "Approve an agent",
        FieldsAsync = ApprovalFieldsAsync,
        RequestAsync = ApprovalAsync,
        Show = Show,
        Back = _ => new LinkView("Nodes", "/nodes"),
        FieldOf = failure => failure.ErrorId.StartsWith("NodeName", StringComparison.Ordinal) || failure.ErrorId == "NodeExists" ? "name"
            : failure.ErrorId.StartsWith("NodeLocation", StringComparison.Ordinal) ? "location"
            : failure.ErrorId is ActionErrors.Field or "PageFieldMissing" ? failure.TargetName : null,
    };

    private static PageAction<ClusterNode> Action(string verb, string method, string word, Func<string, ChangeRequest<ClusterNode>> request) => new()
    {
        Pattern = "/nodes/{node}/" + verb,
        Method = method,
        Title = input => $"{word} node {input.Path("node")}",
        RequestAsync = (_, input) => Task.FromResult(request(input.Path("node"))),
        Show = Show,
        Back = input => new LinkView(input.Path("node"), Links.Node(input.Path("node"))),
    };

    private static ProgressView Show(ClusterNode node) => new($"node/{node.Name}", node.Status.ToString(), Tones.Of(node.Status)) { Reason = node.Reason, Link = new LinkView(node.Name, Links.Node(node.Name)) };

    private static async Task<IReadOnlyList<FormField>> ApprovalFieldsAsync(PageCall call, ActionInput input)
    {
        var candidate = await CandidateAsync(call, input.Path("join"));
        return
        [
            new("name", "Name of the node") { Value = candidate.Name, IsRequired = true, Hint = $"The agent's key has the fingerprint {candidate.Fingerprint}: compare it with what the agent logged." },
            new("docker", "Docker endpoint") { Value = candidate.Docker?.ToString() ?? "", Hint = "such as ssh://web1 or tcp://10.0.0.5:2376; empty: none" },
            new("location", "Location") { Hint = "a path such as eu/rack1; may be empty" },
            new("owners", "Owners") { Hint = "users or groups, commas between them; may be empty" },
        ];
    }

    private static async Task<ChangeRequest<ClusterNode>> ApprovalAsync(PageCall call, ActionInput input)
    {
        var candidate = await CandidateAsync(call, input.Path("join"));
        return new AddNode
        {
            Name = input.Text("name") ?? throw ActionErrors.FieldMissing("name", "The name"),
            JoinId = candidate.JoinId,
            Settings = new NodeSettings
            {
                Docker = UriOf(input, "docker"),
                NginxApi = candidate.NginxApi,
                NginxApiCertificatePath = candidate.NginxApiCertificatePath,
                NginxApiKeyPath = candidate.NginxApiKeyPath,
                NginxApiCACertificatePath = candidate.NginxApiCACertificatePath,
                Location = input.Text("location"),
                Owners = input.Words("owners") is { Count: > 0 } owners ? owners : null,
            },
        };
    }

    private static Uri? UriOf(ActionInput input, string name) => input.Text(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri
        : throw ActionErrors.FieldInvalid(name, text, "an address such as ssh://web1");

    private static async Task<ClusterNodeCandidate> CandidateAsync(PageCall call, string id)
    {
        await foreach (var answer in call.Cluster.Nodes.FindAsync(new NodeDiscovery { Pending = true }, call.Stop))
        {
            if (answer.Value is { } candidate && candidate.JoinId == id) return candidate;
        }

        throw PageErrors.AgentNotFound(id);
    }
}
