using System.Collections;
using System.Management.Automation;
using LyttleCluster.Core;

namespace LyttleCluster.Module;

/// <summary>Shows the containers of the nodes, in every state, as each node answers.</summary>
[Cmdlet(VerbsCommon.Get, "ClusterContainer", DefaultParameterSetName = ByContainer)]
[OutputType(typeof(ClusterContainer))]
public sealed class GetClusterContainerCommand : ContainerCmdlet
{
    /// <summary>Only these states.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ContainerState[] State { get; set; } = [];

    /// <summary>Only these healths.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ContainerHealth[] Health { get; set; } = [];

    /// <summary>Only these images, wildcards allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ImageCompleter))]
    public string[] Image { get; set; } = [];

    /// <summary>Only containers with all of these labels; a value may be a wildcard.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ContainerLabelCompleter))]
    public Hashtable? Label { get; set; }

    /// <summary>Only instances of these apps, wildcards allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] App { get; set; } = [];

    /// <summary>Ask for each container's details too (one request each): how often it was restarted.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>Show what was seen last, without asking the nodes.</summary>
    [Parameter]
    public SwitchParameter Cached { get; set; }

    private protected override void Act(ContainerSelection selection)
    {
        var query = new ContainerQuery { State = State, Health = Health, Image = Image, Labels = Labels.From(Label), App = App, Detailed = Detailed, Cached = Cached };
        var request = Select(query, selection);
        Emit((cluster, token) => cluster.Containers.GetAsync(request, token));
    }
}
