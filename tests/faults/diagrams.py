"""The diagrams that the fault tests run."""

_HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:tb="https://tongban.org/schema/bpmn/1.0" targetNamespace="t">'
)
_CLERKS = '<bpmn:extensionElements><tb:candidates roles="window_clerk" unit="zwzx"/></bpmn:extensionElements>'

#: First, then three at once, then the last.
JOINT = f"""{_HEAD}<bpmn:process id="joint" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:endEvent id="end"/>
  <bpmn:userTask id="first"/><bpmn:parallelGateway id="fork"/>
  <bpmn:userTask id="r1"/><bpmn:userTask id="r2"/><bpmn:userTask id="r3"/>
  <bpmn:parallelGateway id="join"/><bpmn:userTask id="last"/>
  <bpmn:sequenceFlow id="f0" sourceRef="begin" targetRef="first"/>
  <bpmn:sequenceFlow id="f1" sourceRef="first" targetRef="fork"/>
  <bpmn:sequenceFlow id="f2" sourceRef="fork" targetRef="r1"/>
  <bpmn:sequenceFlow id="f3" sourceRef="fork" targetRef="r2"/>
  <bpmn:sequenceFlow id="f4" sourceRef="fork" targetRef="r3"/>
  <bpmn:sequenceFlow id="f5" sourceRef="r1" targetRef="join"/>
  <bpmn:sequenceFlow id="f6" sourceRef="r2" targetRef="join"/>
  <bpmn:sequenceFlow id="f7" sourceRef="r3" targetRef="join"/>
  <bpmn:sequenceFlow id="f8" sourceRef="join" targetRef="last"/>
  <bpmn:sequenceFlow id="f9" sourceRef="last" targetRef="end"/>
</bpmn:process></bpmn:definitions>"""

#: One step that any clerk of the centre's window may finish.
POOL = f"""{_HEAD}<bpmn:process id="pool" isExecutable="true">
  <bpmn:startEvent id="begin"/><bpmn:userTask id="check">{_CLERKS}</bpmn:userTask><bpmn:endEvent id="end"/>
  <bpmn:sequenceFlow id="f0" sourceRef="begin" targetRef="check"/>
  <bpmn:sequenceFlow id="f1" sourceRef="check" targetRef="end"/>
</bpmn:process></bpmn:definitions>"""
