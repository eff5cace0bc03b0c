"""What the other engines' attributes and extension elements are to us: read as they stand, needless, or program code."""

from __future__ import annotations

#: Attributes the engine reads as they stand.
KEPT = frozenset(
    {
        *(
            "assignee",
            "candidateUsers",
            "candidateGroups",
            "dueDate",
            "followUpDate",
            "priority",
            "initiator",
        ),
        *("formKey", "formRef", "topic", "resultVariable", "resultVariableName", "expression", "resource"),
        *(
            "collection",
            "elementVariable",
            "calledElementBinding",
            "calledElementVersion",
            "inheritVariables",
        ),
        *("decisionRef", "decisionRefBinding", "decisionRefVersion", "mapDecisionResult"),
        *("errorCodeVariable", "errorMessageVariable", "escalationCodeVariable"),
        *("terminateAll", "terminateMultiInstance", "variableEvents", "variableName"),
    }
)
#: Extension elements the engine reads as they stand.
KEPT_NODES = frozenset({"in", "out", "inputOutput", "failedJobRetryTimeCycle", "value"})
JAVA = ("class", "delegateExpression")
#: Says how another engine stores or schedules; nothing of it is needed here.
NEEDLESS = frozenset(
    {
        *("asyncBefore", "asyncAfter", "async", "exclusive", "jobPriority", "taskPriority", "versionTag"),
        *("historyTimeToLive", "isStartableInTasklist", "modelerTemplate", "modelerTemplateVersion", "type"),
        *("formRefBinding", "formRefVersion"),
        *("candidateStarterGroups", "candidateStarterUsers"),
    }
)
#: Elements whose text may hold expressions.
TEXTS = frozenset(
    {"timeDate", "timeDuration", "timeCycle", "completionCondition", "loopCardinality", "condition"}
)
NOT_NEEDED = "此处不需要，去掉 / not needed here, left out"
CODE = "调用程序代码，不能运行，去掉 / calls program code, which cannot run here, left out"
AS_IT_IS = "照原样执行 / runs as it stands"
UNKNOWN = "没有对应的要素，去掉 / there is nothing like it here, left out"
